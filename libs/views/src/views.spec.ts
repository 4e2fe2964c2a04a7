import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asPosition, type RecordedEvent } from '#events';
import { EditionsFolder, runProjection, shareSubscription, type TableSpec, type ViewSet } from './index.js';

const COUNTS: TableSpec = { name: 'counts', columns: { kind: 'text', events: 'integer', last: 'integer' }, key: ['kind'], indexes: [['last']] };

/** Counts touchpoints by kind; fails on the kind `broken` and announces each batch. */
const counting = (version = '1'): ViewSet => ({
  name: 'counting',
  version,
  tables: [COUNTS],
  projector: () => ({
    async apply(events, unit) {
      for (const event of events) {
        if (event.type !== 'TouchpointRecorded') continue;
        const { kind } = event.data;
        const [row] = await unit.load<{ kind: string; events: number; last: number }>(COUNTS, [[kind]]);
        await unit.put(COUNTS, [{ kind, events: (row?.events ?? 0) + 1, last: Number(event.position) }]);
        if (kind === 'broken') throw new Error('cannot fold this');
      }
      unit.announce('counted', 'all', { events: events.length });
    },
  }),
});

const event = (position: number, kind: string, type = 'TouchpointRecorded'): RecordedEvent => ({
  id: `e${position}`,
  type,
  schemaVersion: 1,
  data: { kind },
  metadata: {},
  stream: `s${position}`,
  revision: 0,
  position: asPosition(position),
  recordedAt: position,
});

/** What is there, in batches, and then the end. */
const ledger = (events: readonly RecordedEvent[]) => ({
  async *subscribe(after: bigint, { batchSize = 2 }: { batchSize?: number }) {
    const due = events.filter(({ position }) => position > after);
    for (let from = 0; from < due.length; from += batchSize) yield { events: due.slice(from, from + batchSize), caughtUp: from + batchSize >= due.length };
  },
});

describe('An edition', () => {
  let path: string;
  let folder: EditionsFolder;
  const signal = new AbortController().signal;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'views-'));
    folder = new EditionsFolder(path);
  });
  afterEach(() => rmSync(path, { recursive: true }));

  const run = async (set: ViewSet, edition: number, events: readonly RecordedEvent[]): Promise<unknown[]> => {
    const writer = folder.writer(set, edition);
    const announced: unknown[] = [];
    try {
      await runProjection({ events: ledger(events), set, edition: writer, signal, batchSize: 2, onProgress: (p) => announced.push(...p.announcements) });
    } finally {
      await writer.close();
    }
    return announced;
  };
  const rows = async (): Promise<unknown> => {
    const reader = folder.reader('counting');
    const all = await reader.all('SELECT kind, events FROM counts ORDER BY kind');
    reader.close();
    return all;
  };

  it('holds the rows and how far it got, and goes on from there', async () => {
    const set = counting();
    const edition = folder.create(set);
    folder.promote('counting', edition);
    const announced = await run(set, edition, [event(1, 'call'), event(2, 'call'), event(3, 'email')]);
    expect(announced).toHaveLength(2);
    await run(set, edition, [event(1, 'call'), event(2, 'call'), event(3, 'email'), event(4, 'email')]);
    expect(await rows()).toEqual([
      { kind: 'call', events: 2 },
      { kind: 'email', events: 2 },
    ]);
    expect(folder.state('counting', edition)).toMatchObject({ position: 4n, version: '1', serving: true, deadLetters: 0 });
  });

  it('keeps nothing of a batch that failed, neither rows nor progress', async () => {
    const set = counting();
    const edition = folder.create(set);
    folder.promote('counting', edition);
    await expect(run(set, edition, [event(1, 'call'), event(2, 'call'), event(3, 'call'), event(4, 'broken')])).rejects.toThrow('cannot fold this');
    expect(await rows()).toEqual([{ kind: 'call', events: 2 }]);
    expect(folder.state('counting', edition).position).toBe(2n);
  });

  it('sets aside an event of a type it does not know, counts it, and goes on', async () => {
    const set = counting();
    const edition = folder.create(set);
    folder.promote('counting', edition);
    await run(set, edition, [event(1, 'call'), event(2, 'x', 'FromTheFuture'), event(3, 'call')]);
    expect(await rows()).toEqual([{ kind: 'call', events: 2 }]);
    expect(folder.state('counting', edition)).toMatchObject({ position: 3n, deadLetters: 1 });
  });

  it('is built beside the one that serves, and serves from its promotion on; a reader of the old one still reads', async () => {
    const first = folder.create(counting());
    folder.promote('counting', first);
    await run(counting(), first, [event(1, 'call')]);
    const before = folder.reader('counting');
    const second = folder.create(counting('2'));
    await run(counting('2'), second, [event(1, 'call'), event(2, 'call')]);
    expect(folder.serving('counting')).toBe(first);
    folder.promote('counting', second);
    expect(await rows()).toEqual([{ kind: 'call', events: 2 }]);
    expect(await before.all('SELECT events FROM counts')).toEqual([{ events: 1 }]);
    before.close();
    folder.drop('counting', first);
    expect(folder.editions('counting')).toEqual([second]);
  });

  it('finds rows by an index, sees what the same unit put, and removes', async () => {
    const set = counting();
    const writer = folder.writer(set, folder.create(set));
    await writer.commit(asPosition(1), async (unit) => {
      await unit.put(COUNTS, [
        { kind: 'a', events: 1, last: 7 },
        { kind: 'b', events: 2, last: 7 },
        { kind: 'c', events: 3, last: 8 },
      ]);
      expect(await unit.loadBy(COUNTS, ['last'], [[7]])).toHaveLength(2);
      await unit.remove(COUNTS, [['a']]);
      expect(await unit.load(COUNTS, [['a'], ['b'], ['missing']])).toEqual([{ kind: 'b', events: 2, last: 7 }]);
    });
    await writer.close();
  });

  it('that is damaged says which file can be deleted', () => {
    const edition = folder.create(counting());
    folder.promote('counting', edition);
    writeFileSync(join(path, `counting-${edition}.db`), Buffer.alloc(8192, 1));
    expect(() => folder.state('counting', edition)).toThrow(/counting-1\.db is damaged.*rebuilt/s);
  });
});

describe('A shared subscription', () => {
  it('reads each batch once for all, in step', async () => {
    let reads = 0;
    const source = {
      async *subscribe() {
        for (let batch = 1; batch <= 3; batch++) {
          reads++;
          yield { events: [event(batch, 'call')], caughtUp: batch === 3 };
        }
      },
    };
    const shared = shareSubscription(source, 2);
    const options = { signal: new AbortController().signal };
    const take = async (pause: number): Promise<bigint[]> => {
      const seen: bigint[] = [];
      for await (const { events } of shared.subscribe(asPosition(0), options)) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        seen.push(...events.map(({ position }) => position));
      }
      return seen;
    };
    expect(await Promise.all([take(0), take(5)])).toEqual([
      [1n, 2n, 3n],
      [1n, 2n, 3n],
    ]);
    expect(reads).toBe(3);
  });
});
