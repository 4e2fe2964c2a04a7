import { announce, PageFrame, ProblemNotice, stepFocus, useHeading, useKeys, Waiting } from '#desk';
import { counted } from '#desk/text';
import type { QuarantinedItem } from '#vault';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { forgetQuarantined, useQuarantine } from './quarantine-queries.js';
import styles from './quarantine.module.css';
import { QuarantinedEntry, type Settled } from './quarantined-item.js';

const ROWS = '[data-quarantined]';
const ITEMS = '[data-quarantined-item]';
const SAID: Readonly<Record<Settled, string>> = {
  recorded: 'Recorded.',
  duplicate: 'It had been recorded already, so it is in the ledger once.',
  discarded: 'Discarded.',
  gone: 'Somebody else had settled it already.',
};

/** Touchpoints that could not be recorded, until somebody corrects or discards them. */
export function QuarantinePage() {
  const heading = useHeading();
  const list = useQuarantine();
  const [said, setSaid] = useState<string>();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages.at(-1)?.total ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;

  useKeys({ j: () => void stepFocus(ROWS, 1), k: () => void stepFocus(ROWS, -1) });
  useEffect(() => {
    if (list.isSuccess && items.length === 0 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [list.isSuccess, items.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const leave = (item: QuarantinedItem, settled: Settled) => {
    const entries = [...document.querySelectorAll<HTMLElement>(ITEMS)];
    const at = entries.findIndex((entry) => entry.contains(document.activeElement));
    const next = (entries[at + 1] ?? entries[at - 1])?.querySelector<HTMLElement>(ROWS) ?? heading.current;
    next?.focus();
    forgetQuarantined(item);
    setSaid(SAID[settled]);
    announce(`${SAID[settled]} ${counted(total - 1, 'touchpoint')} left`);
  };

  return (
    <PageFrame
      title="Quarantine"
      heading={heading}
      lead={
        <>
          Touchpoints that could not be recorded, oldest first. Each waits until somebody corrects or discards it.{' '}
          <span className={styles.keys}>J and K move, Enter opens, D discards.</span>
        </>
      }
    >
      {list.error !== null && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && list.error === null && <Waiting rows={6} height={64} what="Loading the quarantine" />}
      {said !== undefined && <p className={styles.said}>{said}</p>}
      {list.isSuccess &&
        (total > 0 ? <p className="muted">{counted(total, 'touchpoint waits', 'touchpoints wait')}.</p> : <Empty />)}
      <ul className={styles.list}>
        {items.map((item, index) => (
          <QuarantinedEntry key={item.id} item={item} first={index === 0} onSettled={(settled) => leave(item, settled)} />
        ))}
      </ul>
      {hasNextPage && items.length > 0 && (
        <Button mt="md" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </PageFrame>
  );
}

function Empty() {
  return (
    <p>
      Nothing waits: everything that came in is recorded. What an import or a batch cannot record will wait here, with the reason.
    </p>
  );
}
