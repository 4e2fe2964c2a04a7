import { type AsOf, ProblemNotice, stepFocus, useKeys, useKinds, Waiting } from '#desk';
import { counted } from '#desk/text';
import type { CustomerCard, TimelineFilter, TimelineItem } from '#customers';
import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect, useMemo, useState, type FocusEvent } from 'react';
import { useTimeline } from '../customer-queries.js';
import { groupByDay, groupInStretches, withArrivals } from './day-groups.js';
import { Days } from './timeline-days.js';
import { TimelineFilters } from './timeline-filters.js';
import styles from './timeline.module.css';
import { useArrivals } from './use-arrivals.js';

const ITEMS = '[data-timeline-item]';

interface TimelineProps {
  readonly card: CustomerCard;
  readonly at: AsOf;
  /** Touchpoints that arrived since the page was opened, newest first. */
  readonly arrivals: readonly TimelineItem[];
}

export function Timeline({ card, at, arrivals }: TimelineProps) {
  const [filter, setFilter] = useState<TimelineFilter>({});
  const filtered = Object.keys(filter).length > 0;
  const { data, error, isPending, isPlaceholderData, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useTimeline(
    card.id,
    filter,
    at,
  );
  const kinds = useKinds().data?.kinds;
  const labels = useMemo(() => new Map(kinds?.map(({ kind, label }) => [kind, label])), [kinds]);

  const loaded = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const { inPlace, waiting, show } = useArrivals(arrivals, loaded, filtered);
  const items = useMemo(() => withArrivals(loaded, inPlace, hasNextPage), [loaded, inPlace, hasNextPage]);
  const stretches = useMemo(() => groupInStretches(groupByDay(items)), [items]);

  const { ref: end, entry } = useIntersection({ rootMargin: '900px 0px' });
  const nearEnd = entry?.isIntersecting ?? false;
  const stuck = error !== null;
  useEffect(() => {
    // Also after a page that brought nothing: pages may be short, even empty, before the end.
    if (nearEnd && hasNextPage && !isFetchingNextPage && !stuck && !isPlaceholderData) void fetchNextPage();
  }, [nearEnd, hasNextPage, isFetchingNextPage, stuck, isPlaceholderData, fetchNextPage, loaded.length, data]);

  useKeys({
    j: () => void (stepFocus(ITEMS, 1) || !hasNextPage || void fetchNextPage()),
    k: () => void stepFocus(ITEMS, -1),
  });

  const showWaiting = () => {
    show();
    if (filtered) void refetch();
    document.querySelector<HTMLElement>(ITEMS)?.focus();
  };

  return (
    <section className={`panel ${styles.timeline}`} aria-labelledby="timeline-title" aria-busy={isPending || isPlaceholderData}>
      <h2 id="timeline-title" className="visually-hidden">
        Timeline
      </h2>
      <TimelineFilters card={card} filter={filter} onChange={setFilter} />
      {waiting > 0 && (
        <div className={styles.arrived}>
          <Button size="compact-sm" radius="xl" onClick={showWaiting}>
            {counted(waiting, 'new contact')}, show
          </Button>
        </div>
      )}
      <div onFocus={rememberItem}>
        {stretches.map((stretch, index) => (
          <Days key={stretch.key} stretch={stretch} labels={labels} first={index === 0} />
        ))}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void (loaded.length === 0 ? refetch() : fetchNextPage())} />}
      {isPending && error === null && <Waiting rows={8} what="Loading the timeline" />}
      <div ref={end} className={styles.foot}>
        {hasNextPage && !isPending && (
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Load older
          </Button>
        )}
        {!hasNextPage && !isPending && error === null && (
          <End count={items.length} filtered={filtered} onClear={() => setFilter({})} />
        )}
      </div>
    </section>
  );
}

/** Tab comes back to the item one was at. Done on the element itself: thousands of items need not hear of it. */
function rememberItem(event: FocusEvent<HTMLElement>): void {
  if (!event.target.matches(ITEMS)) return;
  for (const item of event.currentTarget.querySelectorAll<HTMLElement>(`${ITEMS}[tabindex="0"]`)) item.tabIndex = -1;
  event.target.tabIndex = 0;
}

function End({ count, filtered, onClear }: { readonly count: number; readonly filtered: boolean; readonly onClear: () => void }) {
  if (count > 0)
    return (
      <>
        This is where it begins. {counted(count, 'contact')}
        {filtered && ' match the filters'}.
      </>
    );
  if (!filtered) return <>Nothing has been recorded with this customer yet.</>;
  return (
    <>
      Nothing matches the filters.{' '}
      <Button variant="subtle" size="compact-sm" onClick={onClear}>
        Clear the filters
      </Button>
    </>
  );
}
