import { isTyping, ReasonForm, Timestamp } from '#desk';
import { asProblem } from '#desk/text';
import type { QuarantinedItem } from '#vault';
import { Badge } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useDiscard } from './quarantine-queries.js';
import { CorrectForm } from './correct-form.js';
import { describeRefused } from './describe-refused.js';
import styles from './quarantine.module.css';

/** What became of an item. */
export type Settled = 'recorded' | 'duplicate' | 'discarded' | 'gone';

interface ItemProps {
  readonly item: QuarantinedItem;
  /** The item that the Tab key reaches; the others are reached with J and K. */
  readonly first: boolean;
  readonly onSettled: (settled: Settled) => void;
}

export function QuarantinedEntry({ item, first, onSettled }: ItemProps) {
  const [shown, setShown] = useState<'nothing' | 'body' | 'discard'>('nothing');
  const detail = useId();
  const row = useRef<HTMLButtonElement>(null);
  const words = useMemo(() => describeRefused(item), [item]);
  const discard = useDiscard(item);
  const open = shown !== 'nothing';
  const Chevron = open ? IconChevronDown : IconChevronRight;

  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open && !event.defaultPrevented) {
      event.preventDefault();
      row.current?.focus();
      // What was corrected is not thrown away by a key: in the text, Esc only leaves it.
      if (!isTyping(event.target)) setShown('nothing');
    }
    if (event.key.toLowerCase() !== 'd' || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setShown('discard');
  };
  const cancelDiscard = () => {
    setShown('body');
    row.current?.focus();
  };
  const throwAway = (reason: string) =>
    discard.mutate(reason, {
      onSuccess: () => onSettled('discarded'),
      onError: (error) => {
        if (asProblem(error).status === 404) onSettled('gone');
      },
    });

  return (
    <li className={`panel ${styles.item}`} onKeyDown={pressed} data-quarantined-item>
      <button
        ref={row}
        type="button"
        className={styles.row}
        aria-expanded={open}
        aria-controls={open ? detail : undefined}
        tabIndex={first ? 0 : -1}
        data-quarantined
        onClick={() => setShown(open ? 'nothing' : 'body')}
      >
        <Chevron className={styles.chevron} size={18} aria-hidden />
        <span className={styles.what}>
          <span className={styles.headline}>{words.wrong}</span>
          <span className={styles.facts}>
            <Badge size="sm" variant="outline" color="gray" tt="none" fw={500} c="inherit">
              {words.trouble}
            </Badge>
            <span>{words.from}</span>
            <span>
              came <Timestamp at={item.receivedAt} style="ago" />
            </span>
          </span>
        </span>
      </button>
      {open && (
        <div id={detail} className={styles.detail}>
          <p className={styles.note}>
            Came on <Timestamp at={item.receivedAt} /> from {words.from}.{' '}
            {words.unmapped &&
              'An import could not make a touchpoint of this record. Write the touchpoint in its place; or correct the file or the mapping, import again, and discard this one.'}
          </p>
          {/* Kept while one thinks about discarding, with what was corrected. */}
          <div hidden={shown === 'discard'}>
            <CorrectForm
              item={item}
              unmapped={words.unmapped}
              onRecorded={({ duplicate }) => onSettled(duplicate ? 'duplicate' : 'recorded')}
              onGone={() => onSettled('gone')}
              onDiscard={() => setShown('discard')}
            />
          </div>
          {shown === 'discard' && (
            <ReasonForm
              title="Discard this touchpoint"
              action="Discard"
              kept="Stays in the ledger for good: write nothing personal."
              longest={500}
              pending={discard.isPending}
              error={discard.error}
              onCancel={cancelDiscard}
              onSubmit={throwAway}
            >
              What came is erased and is never recorded. That it was discarded, by whom and why, stays.
            </ReasonForm>
          )}
        </div>
      )}
    </li>
  );
}
