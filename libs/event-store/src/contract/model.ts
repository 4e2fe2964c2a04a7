import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { NewEvent } from '#events';
import type { Appended, ConcurrencyError, DuplicateEventIdError, ExpectedRevision } from '../event-store.js';
import { anEvent, type OpenStore, ownLedger, type StoreTraits } from './opened-store.js';

interface Append {
  readonly stream: string;
  readonly count: number;
  readonly expected: ExpectedRevision;
  /** Index of an earlier event whose id is used again, if there is such an event. */
  readonly repeats: number | undefined;
}

const append: fc.Arbitrary<Append> = fc.record({
  stream: fc.constantFrom('a', 'b', 'c'),
  count: fc.integer({ min: 1, max: 4 }),
  expected: fc.oneof(
    { weight: 3, arbitrary: fc.constant('any' as const) },
    fc.constant('none' as const),
    fc.integer({ min: 0, max: 5 }),
  ),
  repeats: fc.option(fc.nat(20), { nil: undefined, freq: 5 }),
});

/** The reference model of an event store: one list. */
class Model {
  readonly #uniqueIds: StoreTraits['uniqueIds'];
  readonly events: { stream: string; revision: number; id: string; data: unknown }[] = [];

  constructor(uniqueIds: StoreTraits['uniqueIds']) {
    this.#uniqueIds = uniqueIds;
  }

  /** The code of the refusal, or the revision of the stream's last event. */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): string | number {
    const last = this.events.filter((event) => event.stream === stream).length - 1;
    if (expected !== 'any' && last !== (expected === 'none' ? -1 : expected)) return 'concurrency-conflict';
    const rivals = this.#uniqueIds === 'ledger' ? this.events : this.events.filter((event) => event.stream === stream);
    if (events.some(({ id }) => rivals.some((event) => event.id === id))) return 'duplicate-event-id';
    this.events.push(...events.map(({ id, data }, n) => ({ stream, revision: last + 1 + n, id, data })));
    return last + events.length;
  }
}

async function outcomeOf(appending: Promise<Appended>): Promise<unknown> {
  return appending.then(
    ({ revision }) => revision,
    (error: ConcurrencyError | DuplicateEventIdError) => error.code,
  );
}

export function modelContract(open: OpenStore, { uniqueIds }: StoreTraits): void {
  describe('as a model', () => {
    it('any appends, some made at once, have the outcome and leave the ledger of a plain list', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(append, { minLength: 1, maxLength: 5 }), { maxLength: 8 }), async (turns) => {
          const opened = await open();
          const { store } = opened;
          try {
            const ledger = await ownLedger(opened);
            const model = new Model(uniqueIds);
            for (const turn of turns) {
              const known = model.events.map(({ id }) => id);
              const made = turn.map(({ stream, count, expected, repeats }) => {
                const ids = Array.from({ length: count }, () => randomUUID() as string);
                const repeated = repeats === undefined ? undefined : known[repeats];
                if (repeated !== undefined) ids[count - 1] = repeated;
                return { stream: ledger.name(stream), expected, events: ids.map((id, n) => anEvent({ n }, id)) };
              });
              const outcomes = await Promise.all(
                made.map(({ stream, events, expected }) => outcomeOf(store.append(stream, events, expected))),
              );
              expect(outcomes).toEqual(made.map(({ stream, events, expected }) => model.append(stream, events, expected)));
            }
            const all = await ledger.everything(3);
            expect(all).toHaveLength(model.events.length);
            // Streams that were appended to at once may lie in any order to each other.
            for (const stream of ['a', 'b', 'c'].map(ledger.name)) {
              const events = await store.readStream(stream);
              expect(events).toEqual(all.filter((event) => event.stream === stream));
              const expected = model.events.filter((event) => event.stream === stream);
              expect(events.map(({ revision, id, data }) => ({ stream, revision, id, data }))).toEqual(expected);
              expect((await store.readLast([stream])).get(stream)).toEqual(events.at(-1));
            }
            expect(await store.readAt(all.map(({ position }) => position).toReversed())).toEqual(all.toReversed());
          } finally {
            await opened.close();
          }
        }),
        { numRuns: 40 },
      );
    }, 120_000);
  });
}
