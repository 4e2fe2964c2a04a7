import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition } from '#events';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { anEvent, COUNTS, counting, ledgerOf } from '../contract/opened-editions.js';
import { runProjection } from '../run-projection.js';
import type { UnitOfWork, ViewSet } from '../views.js';
import { PostgresEditions } from './postgres-editions.js';
import { EditionsApartError } from './promote-edition.js';

const A_UUID: unknown = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);

describeWithPostgres('Views on PostgreSQL', () => {
  let database: TemporaryDatabase;
  let editions: PostgresEditions;
  beforeEach(async () => {
    database = await temporaryDatabase();
    editions = await PostgresEditions.open({ url: database.url, applicationName: 'views', announces: true, max: 3 });
  });
  afterEach(async () => {
    await editions.close();
    await database.drop();
  });

  const SET = counting();
  const served = async (): Promise<number> => {
    const edition = await editions.create(SET);
    await editions.promote(SET, edition);
    return edition;
  };
  const project = async (set: ViewSet, edition: number, kinds: readonly string[]): Promise<void> => {
    const writer = editions.writer(set, edition);
    await runProjection({
      events: ledgerOf(kinds.map((kind, at) => anEvent(at + 1, kind))),
      set,
      edition: writer,
      signal: new AbortController().signal,
      batchSize: 2,
      onProgress: () => undefined,
    });
    await writer.close();
  };
  const one =
    (kind: string, events = 1) =>
    (unit: UnitOfWork) =>
      unit.put(COUNTS, [{ kind, events, last: 1 }]);
  const counts = (): Promise<unknown> => editions.reader('counting').all('SELECT kind, events FROM counts ORDER BY kind');

  it('put the announcements of the serving edition in the outbox, in the order of commits, until they are trimmed', async () => {
    await project(SET, await served(), ['a', 'b', 'c', 'd', 'e']);
    expect(await editions.outbox.head('counting')).toBe(3n);
    expect(await editions.outbox.read('counting', 0n, 2)).toEqual([
      { sequence: 1n, id: A_UUID, topic: 'counted', key: 'all', message: { events: 2 } },
      { sequence: 2n, id: A_UUID, topic: 'counted', key: 'all', message: { events: 2 } },
    ]);
    await editions.outbox.trim('counting', 3n);
    expect(await editions.outbox.read('counting', 0n, 10)).toEqual([
      { sequence: 3n, id: A_UUID, topic: 'counted', key: 'all', message: { events: 1 } },
    ]);
    expect(await editions.outbox.head('counting')).toBe(3n);
    expect(await editions.outbox.head('unheard-of')).toBe(0n);
  });

  it('announce nothing while an edition is built, and on its promotion the difference and no more', async () => {
    await project(SET, await served(), ['a', 'b', 'a']);
    await editions.outbox.trim('counting', 100n);
    const next = counting('2');
    const edition = await editions.create(next);
    await project(next, edition, ['a', 'b', 'c']);
    expect(await editions.outbox.read('counting', 0n, 10)).toEqual([]);
    await editions.promote(next, edition);
    expect(await editions.outbox.read('counting', 0n, 10)).toEqual([
      { sequence: 3n, id: A_UUID, topic: 'recounted', key: 'a', message: { from: 2, to: 1 } },
      { sequence: 4n, id: A_UUID, topic: 'recounted', key: 'c', message: { from: 0, to: 1 } },
    ]);
    await project(next, edition, ['a', 'b', 'c', 'd']);
    expect(await editions.outbox.head('counting')).toBe(5n);
  });

  it('do not promote an edition at another position, and do nothing of a promotion whose difference fails', async () => {
    const first = await served();
    await project(SET, first, ['a', 'b']);
    const second = await editions.create(SET);
    await project(SET, second, ['a']);
    await expect(editions.promote(SET, second)).rejects.toThrow(EditionsApartError);
    await project(SET, second, ['a', 'c']);
    const failing: ViewSet = {
      ...SET,
      // oxlint-disable-next-line require-yield -- it fails before it yields
      async *difference() {
        throw new Error('cannot tell');
      },
    };
    const head = await editions.outbox.head('counting');
    await expect(editions.promote(failing, second)).rejects.toThrow('cannot tell');
    expect(await editions.serving('counting')).toBe(first);
    expect(await editions.outbox.head('counting')).toBe(head);
  });

  it('announce thousands of differences', async () => {
    await served();
    const many: ViewSet = {
      ...SET,
      async *difference() {
        for (let n = 0; n < 2500; n++) yield { topic: 't', key: String(n), message: { n } };
      },
    };
    const edition = await editions.create(many);
    await editions.promote(many, edition);
    expect(await editions.outbox.head('counting')).toBe(2500n);
    expect(await editions.outbox.read('counting', 2499n, 10)).toEqual([
      { sequence: 2500n, id: A_UUID, topic: 't', key: '2499', message: { n: 2499 } },
    ]);
  });

  it('write no outbox where no relay reads it, and tell the projection so', async () => {
    const quiet = await PostgresEditions.open({ url: database.url, applicationName: 'quiet', announces: false });
    const writer = quiet.writer(SET, await served());
    await writer.commit(asPosition(1), async (unit) => {
      expect(unit.announces).toBe(false);
      unit.announce('counted', 'all', {});
    });
    await writer.close();
    await quiet.close();
    expect(await editions.outbox.head('counting')).toBe(0n);
  });

  it('are as before after the connection died in the middle of a commit: no row, no checkpoint, no message', async () => {
    const writer = editions.writer(SET, await served());
    await writer.commit(asPosition(1), one('a'));
    const dying = writer.commit(asPosition(2), async (unit) => {
      await unit.put(COUNTS, [{ kind: 'lost', events: 1, last: 2 }]);
      unit.announce('counted', 'lost', {});
      await unit.load(COUNTS, [['x']]);
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'views' AND state = 'idle in transaction'`,
      );
      await sleep(50);
    });
    await expect(dying).rejects.toMatchObject({ code: 'unreachable' });
    expect(await counts()).toEqual([{ kind: 'a', events: 1 }]);
    expect(await writer.position()).toBe(1n);
    expect(await editions.outbox.head('counting')).toBe(0n);
    await writer.commit(asPosition(2), one('b'));
    await writer.close();
    expect(await counts()).toEqual([
      { kind: 'a', events: 1 },
      { kind: 'b', events: 1 },
    ]);
  });

  it('let one of two writers continue: the other finds the checkpoint moved and writes nothing', async () => {
    const edition = await served();
    const [left, right] = [editions.writer(SET, edition), editions.writer(SET, edition)];
    await Promise.all([left.position(), right.position()]);
    await left.commit(asPosition(1), one('left'));
    await expect(right.commit(asPosition(2), one('right'))).rejects.toMatchObject({ code: 'closed' });
    const both = await Promise.allSettled([
      left.commit(asPosition(2), one('left', 2)),
      editions.writer(SET, edition).commit(asPosition(2), one('third')),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await counts()).not.toContainEqual({ kind: 'right', events: 1 });
    await Promise.all([left.close(), right.close()]);
  });

  it('are not promoted in place of an edition that no longer serves', async () => {
    const first = await served();
    const [late, second] = [await editions.create(SET), await editions.create(SET)];
    await editions.promote(SET, second, { inPlaceOf: first });
    await expect(editions.promote(SET, late, { inPlaceOf: first })).rejects.toMatchObject({ code: 'closed' });
    expect(await editions.serving('counting')).toBe(second);
  });

  it('promoted by another process serve here soon, at once where the position was asked for', async () => {
    await project(SET, await served(), ['a']);
    expect(await counts()).toEqual([{ kind: 'a', events: 1 }]);
    const elsewhere = await PostgresEditions.open({ url: database.url, applicationName: 'elsewhere', announces: true });
    const [second, third] = [await elsewhere.create(SET), await elsewhere.create(SET)];
    for (const edition of [second, third]) {
      const writer = elsewhere.writer(SET, edition);
      await writer.commit(asPosition(1), one(`edition ${edition}`));
      await writer.close();
    }
    await elsewhere.promote(SET, second);
    await sleep(250);
    expect(await counts()).toEqual([{ kind: 'edition 2', events: 1 }]);
    await elsewhere.promote(SET, third);
    await editions.reader('counting').position();
    expect(await counts()).toEqual([{ kind: 'edition 3', events: 1 }]);
    await elsewhere.promote(SET, second);
    await elsewhere.drop('counting', third);
    expect(await counts()).toEqual([{ kind: 'edition 2', events: 1 }]);
    await elsewhere.close();
  });

  it('are never without an answer while editions come and go', async () => {
    await project(SET, await served(), ['a']);
    const reader = editions.reader('counting');
    const done = new AbortController();
    const asking = Promise.all(
      Array.from({ length: 3 }, async () => {
        let answers = 0;
        for (; !done.signal.aborted; answers++) expect(await reader.all('SELECT kind FROM counts')).toEqual([{ kind: 'a' }]);
        return answers;
      }),
    );
    for (let round = 0; round < 5; round++) {
      const before = await editions.serving('counting');
      const next = await editions.create(SET);
      await project(SET, next, ['a']);
      await editions.promote(SET, next);
      await editions.drop('counting', before ?? 0);
    }
    done.abort();
    expect((await asking).every((answers) => answers > 5)).toBe(true);
    expect(await editions.editions('counting')).toHaveLength(1);
  });

  it('say that no edition serves, and refuse statements they do not know', async () => {
    await expect(counts()).rejects.toMatchObject({ code: 'no-edition' });
    await served();
    await expect(editions.reader('counting').all('SELECT * FROM nothing_like_it')).rejects.toMatchObject({
      code: 'postgres-statement',
      sqlState: '42P01',
    });
    await expect(editions.promote(SET, 99)).rejects.toMatchObject({ code: 'no-edition' });
  });

  it('signal commits to a reader: at the beginning, after each, and although its connection is cut', async () => {
    const edition = await served();
    const stop = new AbortController();
    let wakes = 0;
    const seen: bigint[] = [];
    const following = (async () => {
      for await (const _ of editions.outbox.changes(stop.signal)) {
        wakes++;
        seen.push(await editions.outbox.head('counting'));
      }
    })();
    const until = async (head: bigint, withinMs: number): Promise<number> => {
      const since = Date.now();
      while (seen.at(-1) !== head && Date.now() - since < withinMs) await sleep(5);
      expect(seen.at(-1)).toBe(head);
      return Date.now() - since;
    };
    await until(0n, 1000);
    await sleep(100);
    const writer = editions.writer(SET, edition);
    const announce = async (unit: UnitOfWork): Promise<void> => unit.announce('counted', 'all', {});
    await writer.commit(asPosition(1), announce);
    expect(await until(1n, 1000)).toBeLessThan(800);
    await database.killConnections('touchstone-commits');
    await writer.commit(asPosition(2), announce);
    await until(2n, 3000);
    stop.abort();
    await following;
    expect(wakes).toBeGreaterThan(2);
    await writer.close();
  });

  it('are analysed once they have grown, also without autovacuum', async () => {
    const edition = await served();
    const writer = editions.writer(SET, edition);
    const rows = Array.from({ length: 10_000 }, (_, n) => ({ kind: `kind ${n}`, events: 1, last: n }));
    await writer.commit(asPosition(1), (unit) => unit.put(COUNTS, rows));
    await writer.close();
    expect(await database.query(`SELECT reltuples FROM pg_class WHERE oid = 'counting_1.counts'::regclass`)).toEqual([
      { reltuples: 10_000 },
    ]);
  });

  it('keep the request of an operator until it is settled, once', async () => {
    await editions.request('counting', 'rebuild');
    await editions.request('counting', 'rebuild');
    await editions.request('counting', 'promote');
    expect((await editions.requests('counting')).toSorted()).toEqual(['promote', 'rebuild']);
    await editions.settle('counting', 'rebuild');
    expect(await editions.requests('counting')).toEqual(['promote']);
  });

  it('are opened by many processes at once', async () => {
    const fresh = await temporaryDatabase();
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => PostgresEditions.open({ url: fresh.url, applicationName: 'many', announces: true })),
    );
    expect(await opened[0]?.editions('counting')).toEqual([]);
    await Promise.all(opened.map((each) => each.close()));
    await fresh.drop();
  });
});
