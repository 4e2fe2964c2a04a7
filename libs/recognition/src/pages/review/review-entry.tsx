import { customerAddress, isTyping, Link, Timestamp, useMay } from '#desk';
import { counted, wordsFor } from '#desk/text';
import type { ReviewItem, ReviewSide } from '#recognition';
import { Badge, Button } from '@mantine/core';
import { IconArrowsHorizontal, IconBan } from '@tabler/icons-react';
import { useId, useState, type KeyboardEvent } from 'react';
import type { Verdict } from '../identity-queries.js';
import { DecisionForm } from '../why/decision-form.js';
import styles from './review.module.css';

interface Choice {
  readonly verdict: Verdict;
  readonly key: string;
  readonly label: string;
  readonly title: string;
  readonly meaning: string;
}

const CHOICES: readonly Choice[] = [
  {
    verdict: 'link',
    key: 'l',
    label: 'Link',
    title: 'They are one person',
    meaning: 'The two become one customer, whatever the rules say.',
  },
  {
    verdict: 'separate',
    key: 'a',
    label: 'Keep apart',
    title: 'They are two people',
    meaning: 'The two are never one customer, whatever arrives later.',
  },
  {
    verdict: 'dismiss',
    key: 'd',
    label: 'Dismiss',
    title: 'Do not ask again',
    meaning: 'Nothing is decided; the pair leaves the queue.',
  },
];

interface ReviewEntryProps {
  readonly item: ReviewItem;
  readonly first: boolean;
  /** With the ledger position of the decision. */
  readonly onDecided: (verdict: Verdict, position: string) => void;
}

export function ReviewEntry({ item, first, onDecided }: ReviewEntryProps) {
  const [choice, setChoice] = useState<Choice>();
  const label = useId();
  const blocked = item.kind === 'blocked-edge';
  const choices = useMay('agent') ? CHOICES : [];

  const pressed = (event: KeyboardEvent<HTMLElement>) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const picked = choices.find(({ key }) => key === event.key.toLowerCase());
    if (picked === undefined) return;
    event.preventDefault();
    setChoice(picked);
  };
  const cancel = (element: string) => {
    setChoice(undefined);
    document.getElementById(element)?.closest<HTMLElement>('[data-review-item]')?.focus();
  };

  return (
    <li>
      <section
        className={`panel ${styles.item}`}
        aria-labelledby={label}
        tabIndex={first ? 0 : -1}
        data-review-item
        onKeyDown={pressed}
      >
        <div className={styles.sides} id={label}>
          <Side side={item.a} />
          <span className={styles.between}>
            {blocked ? <IconBan size={20} aria-hidden /> : <IconArrowsHorizontal size={20} aria-hidden />}
            <span className="visually-hidden">{blocked ? 'is kept apart from' : 'may be'}</span>
          </span>
          <Side side={item.b} />
        </div>
        <ul className={styles.reasons}>
          {item.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
        {choice === undefined ? (
          <div className={styles.foot}>
            <span className="muted">
              <Badge
                variant="outline"
                color={blocked ? 'red' : 'gray'}
                tt="none"
                mr={8}
                c={blocked ? 'var(--desk-danger)' : 'inherit'}
              >
                {blocked ? 'Blocked' : 'Suggestion'}
              </Badge>
              {item.score !== undefined && `${Math.round(item.score * 100)} % alike, `}
              <Timestamp at={item.since} style="ago" />
            </span>
            {choices.map((one) => (
              <Button
                key={one.verdict}
                size="xs"
                variant="default"
                onClick={() => setChoice(one)}
                title={`Shortcut ${one.key.toUpperCase()}`}
              >
                {one.label}
              </Button>
            ))}
          </div>
        ) : (
          <DecisionForm
            key={choice.verdict}
            decision={{ verdict: choice.verdict, a: item.a.handle, b: item.b.handle, origin: blocked ? 'review' : 'suggestion' }}
            title={choice.title}
            action={choice.label}
            onCancel={() => cancel(label)}
            onDone={(position) => onDecided(choice.verdict, position)}
          >
            {choice.meaning}
          </DecisionForm>
        )}
      </section>
    </li>
  );
}

function Side({ side }: { readonly side: ReviewSide }) {
  return (
    <span className={styles.side}>
      <Link to={customerAddress(side.customer)}>{side.name ?? 'Name not known'}</Link>
      <span className={styles.small}>
        {wordsFor(side.type)} {side.value ?? '(erased)'}
      </span>
      <span className={styles.small}>{counted(side.touchpoints, 'contact')}</span>
    </span>
  );
}
