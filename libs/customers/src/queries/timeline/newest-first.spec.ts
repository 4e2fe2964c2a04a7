import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { asPosition } from '#events';
import { EditionsFolder, type Row, type SqliteViewReader } from '#views';
import { givenTouchpoint } from '../../testing/touchpoints.js';
import { customersViews } from '../../views/customers-views.js';
import { newestFirst, type TimelineKey } from './newest-first.js';

const VIEWS = customersViews({ publishes: false });
const HUBS = Array.from({ length: 9 }, (_, i) => `hub-${i}`);
const TOUCHPOINTS = 240;

describe('many hubs read as one timeline', () => {
  const folder = mkdtempSync(join(tmpdir(), 'newest-first-'));
  let reader: SqliteViewReader;
  let queries = 0;
  const counting = {
    all: <R extends Row>(sql: string, params?: readonly (string | number | null)[]): Promise<R[]> => {
      queries += 1;
      return reader.all<R>(sql, params);
    },
    position: () => reader.position(),
  };

  beforeAll(async () => {
    const editions = new EditionsFolder(folder);
    const edition = editions.create(VIEWS);
    editions.promote('customers', edition);
    const writer = editions.writer(VIEWS, edition);
    // Many at the same time, several parties, some of them of one hub.
    const events = Array.from({ length: TOUCHPOINTS }, (_, i) => {
      const others = Array.from({ length: i % 5 === 0 ? 12 : i % 3 }, (__, j) => ({ hub: `hub-${(i * 7 + j * (i % 2)) % 9}` }));
      return givenTouchpoint({
        position: i + 1,
        at: (i * 37) % 40,
        channel: i % 4 === 0 ? 'post' : 'phone',
        parties: [{ hub: `hub-${(i * i) % 9}` }, ...others],
      });
    });
    await writer.commit(asPosition(TOUCHPOINTS), (unit) => VIEWS.projector().apply(events, unit));
    await writer.close();
    reader = editions.reader('customers');
  });

  afterAll(() => {
    reader.close();
    rmSync(folder, { recursive: true });
  });

  const readAll = async (scan: Parameters<typeof newestFirst>[1]): Promise<TimelineKey[][]> => {
    const lists: TimelineKey[][] = [];
    for await (const list of newestFirst(counting, scan))
      lists.push(list.map(({ hub, occurred_at, position, party }) => ({ hub, occurred_at, position, party })));
    return lists;
  };

  it('gives every row once, newest first, and never parts a touchpoint, whatever the pages', async () => {
    const params = fc.record({
      hubs: fc.subarray(HUBS, { minLength: 1 }),
      expected: fc.integer({ min: 1, max: 60 }),
      before: fc.option(
        fc.record({ occurredAt: fc.integer({ min: 0, max: 41 }), position: fc.integer({ min: 0, max: TOUCHPOINTS }) }),
        { nil: undefined },
      ),
      post: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(params, async ({ hubs, expected, before, post }) => {
        const lists = await readAll({
          hubs,
          expected,
          ...(before ? { before } : {}),
          ...(post ? { where: { sql: 'channel = ?', params: ['post'] } } : {}),
        });
        const all = await reader.all<TimelineKey & { readonly channel: string }>(
          'SELECT hub, occurred_at, position, party, channel FROM timeline',
        );
        const wanted = all
          .filter(({ hub, channel }) => hubs.includes(hub) && (!post || channel === 'post'))
          .filter(
            ({ occurred_at, position }) =>
              !before || occurred_at < before.occurredAt || (occurred_at === before.occurredAt && position < before.position),
          )
          .toSorted((a, b) => b.occurred_at - a.occurred_at || b.position - a.position || b.party - a.party)
          .map(({ hub, occurred_at, position, party }) => ({ hub, occurred_at, position, party }));
        expect(lists.flat()).toEqual(wanted);
        const ends = lists.map((list) => list.at(-1)?.position);
        const starts = lists.slice(1).map((list) => list[0]?.position);
        starts.forEach((start, index) => expect(start).not.toBe(ends[index]));
      }),
      { numRuns: 40 },
    );
  });

  it('reads no further than the caller goes', async () => {
    queries = 0;
    for await (const list of newestFirst(counting, { hubs: HUBS, expected: 10 })) if (list.length > 0) break;
    expect(queries).toBeLessThan(4);
  });

  it('reads thousands of hubs in chunks', async () => {
    const hubs = [...HUBS, ...Array.from({ length: 3000 }, (_, i) => `unknown-${i}`)];
    const rows = (await readAll({ hubs, expected: 51 })).flat();
    expect(rows).toEqual((await readAll({ hubs: HUBS, expected: 51 })).flat());
  });

  it('has nothing for no hubs', async () => {
    expect(await readAll({ hubs: [], expected: 10 })).toEqual([]);
  });
});
