import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Position, RecordedEvent } from '#events';
import type { EventBatch, EventStore } from '../event-store.js';
import { anEvent, type OpenStore, type OwnLedger, withStore } from './opened-store.js';

/** Follows the ledger until `enough` events have come. */
async function follow(
  store: EventStore,
  after: Position,
  enough: number,
  batchSize = 1000,
): Promise<{ events: RecordedEvent[]; batches: EventBatch[] }> {
  const done = new AbortController();
  const batches: EventBatch[] = [];
  const events: RecordedEvent[] = [];
  for await (const batch of store.subscribe(after, { signal: done.signal, batchSize })) {
    batches.push(batch);
    events.push(...batch.events);
    if (events.length >= enough) done.abort();
  }
  return { events, batches };
}

function batchesOf(
  store: EventStore,
  after: Position,
  abort: AbortController,
  batchSize?: number,
): AsyncIterator<EventBatch, undefined> {
  return store.subscribe(after, { signal: abort.signal, batchSize })[Symbol.asyncIterator]();
}

async function nextBatch(batches: AsyncIterator<EventBatch, undefined>): Promise<EventBatch> {
  const next = await batches.next();
  if (next.done) throw new Error('The subscription has ended.');
  return next.value;
}

/** Twenty callers, each appending one event after the other. */
async function appendAtOnce(store: EventStore, ledger: OwnLedger, perCaller: number): Promise<void> {
  await Promise.all(
    Array.from({ length: 20 }, async (_, caller) => {
      for (let n = 0; n < perCaller; n += 1) {
        await store.append(ledger.name(`caller-${caller}`), [anEvent({ caller, n })], 'any');
        if (n % 5 === caller % 5) await sleep(1);
      }
    }),
  );
}

export function subscribingContract(open: OpenStore): void {
  describe('subscribing', () => {
    it(
      'gives what is there, then what comes, each once and in order, to several subscribers while many append',
      withStore(open, async (store, ledger) => {
        await appendAtOnce(store, ledger, 5);
        const following = [
          follow(store, ledger.start, 500, 7),
          follow(store, ledger.start, 500),
          follow(store, await store.head(), 400, 3),
        ];
        await appendAtOnce(store, ledger, 10);
        const late = follow(store, ledger.start, 500, 64);
        await appendAtOnce(store, ledger, 10);
        const [small, large, live, last] = await Promise.all([...following, late]);

        const all = (await ledger.everything(1000)).map(({ position }) => position);
        expect(all).toHaveLength(500);
        for (const subscriber of [small, large, last]) expect(subscriber?.events.map(({ position }) => position)).toEqual(all);
        expect(live?.events.map(({ position }) => position)).toEqual(all.slice(100));
      }),
    );

    it(
      'batches are never empty, never larger than asked for, and say when the ledger holds no more',
      withStore(open, async (store, ledger) => {
        for (let n = 0; n < 10; n += 1) await store.append(ledger.name('a'), [anEvent(n)], 'any');
        const { batches } = await follow(store, ledger.start, 10, 5);

        expect(batches.map(({ events, caughtUp }) => [events.length, caughtUp])).toEqual([
          [5, false],
          [5, true],
        ]);
      }),
    );

    it(
      'a slow subscriber is not flooded: what it has not asked for is not read',
      withStore(open, async (store, ledger) => {
        const done = new AbortController();
        const batches = batchesOf(store, ledger.start, done, 10);
        await store.append(ledger.name('a'), [anEvent(0)], 'any');
        const first = await nextBatch(batches);
        await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(ledger.name(`s${n}`), [anEvent(n)], 'none')));
        const second = await nextBatch(batches);
        await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(ledger.name(`s${n}`), [anEvent(n)], 0)));
        const third = await nextBatch(batches);
        done.abort();

        expect([first, second, third].map(({ events }) => events.length)).toEqual([1, 10, 10]);
        expect(second.caughtUp).toBe(false);
        expect(await batches.next()).toMatchObject({ done: true });
      }),
    );

    it(
      'hears of an append while it waits',
      withStore(open, async (store, ledger) => {
        const done = new AbortController();
        const next = nextBatch(batchesOf(store, ledger.start, done));
        await sleep(20);
        await store.append(ledger.name('a'), [anEvent('now')], 'none');

        expect((await next).events.map(({ data }) => data)).toEqual(['now']);
        done.abort();
      }),
    );

    it(
      'an abort ends it at once: while it waits, while a batch is worked on, and before it began',
      withStore(open, async (store, ledger) => {
        const waiting = new AbortController();
        const next = batchesOf(store, ledger.start, waiting).next();
        await sleep(5);
        waiting.abort();
        expect(await next).toEqual({ done: true, value: undefined });

        for (let n = 0; n < 3; n += 1) await store.append(ledger.name('a'), [anEvent(n)], 'any');
        const working = new AbortController();
        const seen: unknown[] = [];
        for await (const { events } of store.subscribe(ledger.start, { signal: working.signal, batchSize: 1 })) {
          seen.push(...events.map(({ data }) => data));
          working.abort();
        }
        expect(seen).toEqual([0]);

        expect(await batchesOf(store, ledger.start, working).next()).toMatchObject({ done: true });
      }),
    );

    it(
      'who has not aborted learns that the store was closed',
      withStore(open, async (store, ledger) => {
        const never = new AbortController();
        const next = batchesOf(store, ledger.start, never).next();
        await sleep(5);
        const [outcome] = await Promise.allSettled([next, store.close()]);

        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'closed' } });
      }),
    );
  });
}
