import {
  announce,
  customerAddress,
  Link,
  PageFrame,
  type PageProps,
  ProblemNotice,
  stepFocus,
  useCustomer,
  useHeading,
  useKeys,
  useMay,
  Waiting,
} from '#desk';
import type { ReviewItem } from '#recognition';
import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useReview, type Verdict } from '../identity-queries.js';
import { ReviewEntry } from './review-entry.js';
import styles from './review.module.css';

const ITEMS = '[data-review-item]';
const SAID: Readonly<Partial<Record<Verdict, string>>> = { link: 'Linked', separate: 'Kept apart', dismiss: 'Dismissed' };

const pairOf = ({ a, b }: ReviewItem): string => `${a.handle} ${b.handle}`;

/**
 * Pairs that the rules could not settle by themselves: links that were blocked, and people who look alike. With `customer`
 * in the address, those about one; `kind` says what is shown first.
 */
export function ReviewPage({ query }: PageProps<'/review'>) {
  const heading = useHeading();
  const mayDecide = useMay('agent');
  const customer = query.get('customer') ?? undefined;
  const [kind, setKind] = useState(query.get('kind') ?? '');
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());
  const [after, setAfter] = useState<string>();
  const queue = useReview(kind, customer);
  const loaded = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const items = loaded.filter((item) => !decided.has(pairOf(item)));
  const counts = queue.data?.pages.at(-1)?.counts;
  // What was decided here stays among the loaded pages until they are asked for again.
  const left = (of: ReviewItem['kind'], count: number) =>
    count - loaded.filter((item) => item.kind === of && decided.has(pairOf(item))).length;

  useKeys({ j: () => void stepFocus(ITEMS, 1), k: () => void stepFocus(ITEMS, -1) });

  const leave = (item: ReviewItem, verdict: Verdict, position: string) => {
    const entries = [...document.querySelectorAll<HTMLElement>(ITEMS)];
    const at = entries.findIndex((entry) => entry.contains(document.activeElement));
    (entries[at + 1] ?? entries[at - 1] ?? heading.current)?.focus();
    setDecided(new Set([...decided, pairOf(item)]));
    setAfter(position);
    announce(`${SAID[verdict] ?? 'Decided'}. ${items.length - 1} shown`);
  };

  return (
    <PageFrame
      title="Who is who"
      heading={heading}
      lead={
        <>
          Pairs the rules leave to a person; each decision asks for a reason.{' '}
          <span className={styles.keys}>J and K move{mayDecide ? ', L links, A keeps apart, D dismisses' : ''}.</span>
        </>
      }
    >
      {customer !== undefined && <OneCustomer id={customer} after={after} />}
      <SegmentedControl
        aria-label="Show"
        value={kind}
        onChange={setKind}
        data={[
          { value: '', label: 'All' },
          { value: 'blocked-edge', label: counts === undefined ? 'Blocked' : `Blocked ${left('blocked-edge', counts.blocked)}` },
          {
            value: 'suggestion',
            label: counts === undefined ? 'Suggestions' : `Suggestions ${left('suggestion', counts.suggestions)}`,
          },
        ]}
      />
      {queue.error !== null && <ProblemNotice error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.isPending && queue.error === null && <Waiting rows={4} height={110} what="Loading the review queue" />}
      {queue.isSuccess && items.length === 0 && !queue.hasNextPage && (
        <p>{customer === undefined ? 'Nothing waits for review.' : 'Nothing about this customer waits for review.'}</p>
      )}
      <ul className={styles.list}>
        {items.map((item, index) => (
          <ReviewEntry
            key={pairOf(item)}
            item={item}
            first={index === 0}
            onDecided={(verdict, position) => leave(item, verdict, position)}
          />
        ))}
      </ul>
      {queue.hasNextPage && (
        <Button mt="md" variant="default" loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
          Show more
        </Button>
      )}
    </PageFrame>
  );
}

interface OneCustomerProps {
  readonly id: string;
  /** Of the latest decision here: the card then shows what came of it. */
  readonly after: string | undefined;
}

/** Says whose pairs these are, and leads back to all of them. */
function OneCustomer({ id, after }: OneCustomerProps) {
  const { data: card } = useCustomer(id);
  return (
    <p className={styles.only}>
      Only pairs with{' '}
      <Link to={customerAddress(id)} state={{ after }}>
        {card?.name ?? 'this customer'}
      </Link>
      . <Link to="/review">Show all</Link>
    </p>
  );
}
