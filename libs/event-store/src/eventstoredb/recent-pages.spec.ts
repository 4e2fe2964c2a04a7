import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition, type RecordedEvent } from '#events';
import { logPosition } from './event-format.js';
import type { Page } from './ledger-reader.js';
import { RecentPages } from './recent-pages.js';

const { signal } = new AbortController();
const after = (position: number) => logPosition(asPosition(BigInt(position)));
const positions = ({ events }: Page): number[] => events.map(({ position }) => Number(position));

/** A ledger of so many events, at positions 1, 2, 3..., and the cursors after which pages of it were read. */
function ledgerOf(head: number) {
  const reads: number[] = [];
  const ledger = { head, reads, failing: false };
  const pages = new RecentPages(async (cursor, limit, stop) => {
    const from = Number(cursor?.commit ?? 0n);
    reads.push(from);
    await sleep(5, undefined, { signal: stop });
    if (ledger.failing) throw new Error('broken');
    const last = Math.min(ledger.head, from + limit);
    const events = Array.from(
      { length: last - from },
      (_, n) => ({ position: asPosition(BigInt(from + n + 1)) }) as RecordedEvent,
    );
    return { events, cursor: events.length > 0 ? after(last) : cursor, atEnd: last === ledger.head };
  });
  return { ledger, pages };
}

describe('Recently read pages', () => {
  it('are read once for readers that ask at the same moment, and for readers that follow', async () => {
    const { ledger, pages } = ledgerOf(10);
    const both = await Promise.all([pages.page(after(0), 100, signal), pages.page(after(0), 100, signal)]);
    expect(both.map(positions)).toEqual([both[0].events.map((_, n) => n + 1), positions(both[0])]);
    ledger.head = 13;
    expect(positions(await pages.page(after(10), 100, signal))).toEqual([11, 12, 13]);
    expect(positions(await pages.page(after(10), 100, signal))).toEqual([11, 12, 13]);
    expect(await pages.page(after(0), 100, signal)).toMatchObject({ cursor: after(13), atEnd: true });
    expect(ledger.reads).toEqual([0, 10]);
  });

  it('are cut to the limit that is asked for', async () => {
    const { ledger, pages } = ledgerOf(10);
    await pages.page(after(0), 100, signal);
    const page = await pages.page(after(0), 4, signal);
    expect([positions(page), page.cursor, page.atEnd]).toEqual([[1, 2, 3, 4], after(4), false]);
    expect(positions(await pages.page(after(4), 100, signal))).toEqual([5, 6, 7, 8, 9, 10]);
    expect(ledger.reads).toEqual([0, 4]);
  });

  it('are followed by a read of the ledger for newer events', async () => {
    const { ledger, pages } = ledgerOf(2);
    await pages.page(after(0), 100, signal);
    expect(positions(await pages.page(after(2), 100, signal))).toEqual([]);
    ledger.head = 3;
    expect(positions(await pages.page(after(2), 100, signal))).toEqual([3]);
    expect(ledger.reads).toEqual([0, 2, 2]);
  });

  it('neither delay a reader that is behind nor are displaced by what it reads', async () => {
    const { ledger, pages } = ledgerOf(10_000);
    await pages.page(after(9990), 100, signal);
    await Promise.all([pages.page(after(0), 1000, signal), pages.page(after(1000), 1000, signal)]);
    expect(positions(await pages.page(after(9990), 100, signal))).toHaveLength(10);
    expect(ledger.reads).toEqual([9990, 0, 1000]);
  });

  it('are few: the oldest are dropped, and read again when needed', async () => {
    const { ledger, pages } = ledgerOf(0);
    for (let n = 0; n < 6; n += 1) {
      ledger.head += 1;
      await pages.page(after(n), 100, signal);
    }
    expect(positions(await pages.page(after(2), 100, signal))).toEqual([3, 4, 5, 6]);
    expect(ledger.reads).toHaveLength(6);
    expect(positions(await pages.page(after(1), 100, signal))).toEqual([2, 3, 4, 5, 6]);
    expect(ledger.reads).toHaveLength(7);
  });

  it('are not waited for by a reader that aborts', async () => {
    const { pages } = ledgerOf(3);
    const stop = new AbortController();
    const first = pages.page(after(0), 100, signal);
    let isRead = false;
    void first.then(() => (isRead = true));
    const second = pages.page(after(0), 100, stop.signal);
    stop.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(isRead).toBe(false);
    await first;
  });

  it('are read again by the others when the reader of them failed or aborted', async () => {
    const { ledger, pages } = ledgerOf(3);
    const stop = new AbortController();
    const first = pages.page(after(0), 100, stop.signal);
    const second = pages.page(after(0), 100, signal);
    stop.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(positions(await second)).toEqual([1, 2, 3]);
    ledger.failing = true;
    await expect(pages.page(after(3), 100, signal)).rejects.toThrow('broken');
    ledger.failing = false;
    expect(positions(await pages.page(after(3), 100, signal))).toEqual([]);
  });
});
