import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, openSqliteEventStore } from '#event-store';
import type { Leadership } from '#postgres';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import type { LedgerEvent } from '#events';
import { type Progress, runProjection, type UnitOfWork, type ViewSet } from '#views';
import { PostgresEditions } from '#views/postgres';
import { runProjectorService, viewsStatus } from '../index.js';
import { ViewCommits } from '../customers/view-commits.js';
import { COUNTS, counting, touchpoint } from './testing/counting.js';

/** A process that projects, as far as the database can tell. */
interface Service {
  readonly editions: PostgresEditions;
  readonly states: string[];
  readonly failures: string[];
  readonly progress: Progress[];
  stop(): Promise<void>;
}

describeWithPostgres('The projector service', () => {
  let database: TemporaryDatabase;
  let store: EventStore;
  let folder: string;
  let recorded = 0;
  const services: Service[] = [];
  beforeEach(async () => {
    database = await temporaryDatabase();
    folder = mkdtempSync(join(tmpdir(), 'projector-'));
    store = openSqliteEventStore(join(folder, 'ledger.db'));
    recorded = 0;
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.stop()));
    await store.close();
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  const record = async (kinds: readonly string[]): Promise<void> => {
    for (const kind of kinds) {
      recorded += 1;
      await store.append(`s-${recorded}`, [touchpoint(recorded, kind)], 'none');
    }
  };
  const start = async (name: string, sets = [counting()], batchSize = 10): Promise<Service> => {
    const stopping = new AbortController();
    const editions = await PostgresEditions.open({ url: database.url, applicationName: name, announces: true, max: 3 });
    const states: string[] = [];
    const failures: string[] = [];
    const progress: Progress[] = [];
    const running = runProjectorService({
      url: database.url,
      editions,
      events: store,
      sets,
      signal: stopping.signal,
      log: { info: () => undefined, error: (fields: { err?: unknown }) => void failures.push(String(fields.err)) },
      onStatus: (_set: string, leadership: Leadership) => states.push(leadership.state),
      onProgress: (each) => progress.push(each),
      batchSize,
    });
    const service: Service = {
      editions,
      states,
      failures,
      progress,
      stop: async () => {
        stopping.abort();
        await running;
        await editions.close();
      },
    };
    services.push(service);
    return service;
  };
  const until = async (what: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> => {
    const end = Date.now() + withinMs;
    while (!(await what()) && Date.now() < end) await sleep(25);
    expect(await what()).toBe(true);
  };
  const caughtUp = async ({ editions }: Service): Promise<boolean> => {
    const serving = (await editions.states('counting')).find((state) => state.serving);
    return serving?.position === (await store.head());
  };
  const counts = ({ editions }: Service): Promise<unknown> =>
    editions.reader('counting').all('SELECT kind, events FROM counts ORDER BY kind');
  const told = async ({ editions }: Service): Promise<string[]> =>
    (await editions.outbox.read('counting', 0n, 1000)).map(({ topic, key }) => `${topic} ${key}`);

  it('replaces an edition that holds what its projection cannot go on with, once a rebuild is asked for', async () => {
    /** Fails on a count that no events could have given. */
    const careful = (): ViewSet => {
      const set = counting();
      return {
        ...set,
        projector() {
          const projection = set.projector();
          return {
            async apply(events: readonly LedgerEvent[], unit: UnitOfWork) {
              const [row] = await unit.load<{ kind: string; events: number }>(COUNTS, [['call']]);
              if (row && row.events > 1000) throw new RangeError('There are too many calls.');
              await projection.apply(events, unit);
            },
          };
        },
      };
    };
    await record(['call', 'call']);
    const service = await start('one', [careful()]);
    await until(() => caughtUp(service));
    await database.query('UPDATE counting_1.counts SET events = 5000');
    await record(['call']);
    await until(() => service.failures.length > 0);
    await service.editions.request('counting', 'rebuild');
    await until(() => caughtUp(service), 20_000);
    expect(await counts(service)).toEqual([{ kind: 'call', events: 3 }]);
    await record(['call']);
    await until(() => caughtUp(service));
    expect(await service.editions.problems.of('counting')).toEqual({});
  });

  it('makes the first edition, keeps it up to date, and sets aside what it does not know', async () => {
    await record(['call', 'call', 'email']);
    await store.append(
      'x',
      [{ id: '10000000-0000-8000-8000-000000000000', type: 'FromTheFuture', schemaVersion: 1, data: {}, metadata: {} }],
      'none',
    );
    const service = await start('one');
    await until(() => caughtUp(service));
    await record(['letter']);
    await until(() => caughtUp(service));
    expect(await counts(service)).toEqual([
      { kind: 'call', events: 2 },
      { kind: 'email', events: 1 },
      { kind: 'letter', events: 1 },
    ]);
    const head = await store.head();
    expect(await viewsStatus(service.editions, [counting()], head)).toEqual([
      {
        set: 'counting',
        unit: 'bytes',
        requested: [],
        serving: { edition: 1, version: '1', position: String(head), lag: '0', deadLetters: 1, stale: false },
      },
    ]);
  });

  it('is led by one of two, and taken over within seconds when the leader’s connections are cut; every event counts once', async () => {
    const first = await start('one');
    await until(() => first.states.includes('leading'));
    const second = await start('two');
    const recording = record(Array.from({ length: 600 }, () => 'call'));
    await until(() => first.progress.length > 0);
    expect(second.progress).toEqual([]);
    for (let round = 0; round < 3; round++) {
      await sleep(200);
      await database.killConnections('touchstone-leads-counting');
      await database.killConnections('one');
    }
    await recording;
    const since = Date.now();
    await until(() => caughtUp(second), 20_000);
    expect(Date.now() - since).toBeLessThan(10_000);
    expect(await counts(second)).toEqual([{ kind: 'call', events: 600 }]);
    const positions = (await second.editions.outbox.read('counting', 0n, 1000)).map(
      ({ message }) => (message as { position: string }).position,
    );
    expect(positions).toEqual(Array.from({ length: 600 }, (_, n) => String(n + 1)));
  });

  it('is taken over when the leader stops', async () => {
    const first = await start('one');
    await until(() => first.states.includes('leading'));
    const second = await start('two');
    await record(['call']);
    await until(() => caughtUp(first));
    await services.shift()?.stop();
    await record(['call']);
    await until(() => caughtUp(second));
    expect(second.states).toContain('leading');
    expect(await counts(second)).toEqual([{ kind: 'call', events: 2 }]);
  });

  it('builds what an operator asks for beside the serving edition, and promotes it when asked to; the one before stays', async () => {
    await record(['call', 'email']);
    const service = await start('one');
    await until(() => caughtUp(service));
    await service.editions.request('counting', 'rebuild');
    await until(async () => (await service.editions.editions('counting')).length === 2);
    await record(['call']);
    await until(() => caughtUp(service));
    const status = async () => (await viewsStatus(service.editions, [counting()], await store.head()))[0];
    await until(async () => (await status())?.building?.caughtUp === true);
    expect(await service.editions.serving('counting')).toBe(1);
    await service.editions.request('counting', 'promote');
    await until(async () => (await service.editions.serving('counting')) === 2);
    expect(await service.editions.editions('counting')).toEqual([1, 2]);
    await record(['letter']);
    await until(() => caughtUp(service));
    expect(await counts(service)).toEqual([
      { kind: 'call', events: 2 },
      { kind: 'email', events: 1 },
      { kind: 'letter', events: 1 },
    ]);
    expect(await told(service)).toEqual([
      'counted call',
      'counted email',
      'counted call',
      'recounted call',
      'recounted email',
      'recounted call',
      'recounted email',
      'counted letter',
    ]);
    await until(async () => (await service.editions.requests('counting')).length === 0);
  });

  it('replaces an outdated edition by itself: the difference is told once, then what came later', async () => {
    await record(['call', 'email']);
    const old = await start('old');
    await until(() => caughtUp(old));
    await services.shift()?.stop();
    await record(['call', 'letter']);
    const service = await start('new', [counting('2')], 1);
    await until(async () => (await service.editions.serving('counting')) === 2 && (await caughtUp(service)));
    expect(await counts(service)).toEqual([
      { kind: 'CALL', events: 2 },
      { kind: 'EMAIL', events: 1 },
      { kind: 'LETTER', events: 1 },
    ]);
    expect(await told(service)).toEqual([
      'counted call',
      'counted email',
      'recounted call',
      'recounted email',
      'recounted CALL',
      'recounted EMAIL',
      'counted CALL',
      'counted LETTER',
    ]);
  });

  it('says why it cannot go on, tries again, and loses nothing', async () => {
    await record(['call']);
    let broken = true;
    const set = counting('1', () => {
      if (broken) throw new Error('a bug');
    });
    const service = await start('one', [set]);
    await until(() => service.failures.length > 1);
    expect(service.failures).toContain('Error: a bug');
    broken = false;
    await until(() => caughtUp(service));
    expect(await counts(service)).toEqual([{ kind: 'call', events: 1 }]);
  });

  it('that leads again forgets what another noted who led in between', async () => {
    await record(['call']);
    const first = await start('one');
    await until(() => caughtUp(first));
    const broken = counting('1', () => {
      throw Object.assign(new Error('no'), { code: 'bug' });
    });
    const second = await start('two', [broken]);
    // Both lose their connections, and either may be the first to lead again.
    await until(async () => {
      await database.killConnections('touchstone-leads-counting');
      await record(['call']);
      await sleep(300);
      return second.failures.includes('Error: no');
    }, 30_000);
    await until(() => caughtUp(first), 30_000);
    const problem = async () => (await viewsStatus(first.editions, [counting()], await store.head()))[0]?.serving.problem;
    await until(async () => (await problem()) === undefined);
    expect(await counts(first)).toEqual([{ kind: 'call', events: recorded }]);
  });

  describe('whose serving edition cannot go on', () => {
    /** As if it had been damaged: it alone refuses a third event. */
    const damage = () => database.query('ALTER TABLE counting_1.counts ADD CHECK (events < 3)');
    const status = async ({ editions }: Service) => (await viewsStatus(editions, [counting()], await store.head()))[0];
    const counted = async ({ editions }: Service): Promise<unknown[]> =>
      (await editions.outbox.read('counting', 0n, 1000))
        .filter(({ topic }) => topic === 'counted')
        .map(({ message }) => (message as { position: string }).position);

    it('replaces it by one that somebody asked for, from where it stopped: everything is told, and once', async () => {
      await record(['call', 'call']);
      const service = await start('one');
      await until(() => caughtUp(service));
      await damage();
      await record(['call', 'call']);
      await until(async () => (await status(service))?.serving.problem !== undefined);
      await service.editions.request('counting', 'rebuild');
      await until(async () => (await service.editions.serving('counting')) !== 1 && (await caughtUp(service)), 20_000);
      expect(await counts(service)).toEqual([{ kind: 'call', events: 4 }]);
      expect(await told(service)).toEqual([
        'counted call',
        'counted call',
        'recounted call',
        'recounted call',
        'counted call',
        'counted call',
      ]);
      expect(await counted(service)).toEqual(['1', '2', '3', '4']);
      await until(async () => (await status(service))?.serving.problem === undefined);
      expect(await service.editions.requests('counting')).toEqual([]);
    });

    it('replaces it, too, by one that had got further, where its promotion was asked for while nobody led', async () => {
      await record(['call', 'call']);
      const service = await start('one');
      await until(() => caughtUp(service));
      await service.editions.request('counting', 'rebuild');
      await until(async () => (await status(service))?.building?.caughtUp === true);
      await services.shift()?.stop();
      await damage();
      await record(['call', 'call']);
      const editions = await PostgresEditions.open({ url: database.url, applicationName: 'test', announces: true, max: 2 });
      const further = editions.writer(counting(), 2);
      const stop = new AbortController();
      const head = await store.head();
      const onProgress = ({ position }: Progress): void => void (position === head && stop.abort());
      await runProjection({ events: store, set: counting(), edition: further, signal: stop.signal, onProgress });
      await further.close();
      await editions.request('counting', 'promote');
      await editions.close();

      const next = await start('one');
      await until(async () => (await next.editions.serving('counting')) !== 1 && (await caughtUp(next)), 20_000);
      expect(await counted(next)).toEqual(['1', '2', '3', '4']);
      expect(await next.editions.requests('counting')).toEqual([]);
    });

    it('begins anew the one that had got further already, and names why meanwhile', async () => {
      await record(['call', 'call']);
      const service = await start('one');
      await until(() => caughtUp(service));
      await service.editions.request('counting', 'rebuild');
      await until(async () => (await status(service))?.building?.caughtUp === true);
      await damage();
      await record(['call', 'call']);
      await until(async () => (await service.editions.serving('counting')) === 3 && (await caughtUp(service)), 20_000);
      expect(await service.editions.editions('counting')).toEqual([1, 3]);
      expect(await counts(service)).toEqual([{ kind: 'call', events: 4 }]);
      expect(await counted(service)).toEqual(['1', '2', '3', '4']);
      expect(service.failures).toEqual([expect.stringContaining('check')]);
    });
  });

  describe('where one of two sets throws', () => {
    const OTHER = { ...counting(), name: 'other' };
    let broken: boolean;
    const failing = counting('1', () => {
      if (broken) throw Object.assign(new Error('Ada cannot be counted'), { code: 'bug' });
    });
    beforeEach(() => {
      broken = true;
    });
    const status = async ({ editions }: Service) => viewsStatus(editions, [failing, OTHER], await store.head());

    it('keeps the other up to date, names it with its code and since when, and forgets that once it goes on', async () => {
      const startedAt = Date.now();
      await record(['call']);
      const service = await start('one', [failing, OTHER]);
      await until(async () => (await status(service))[1]?.serving.lag === '0');
      await until(async () => (await status(service))[0]?.serving.problem?.code === 'bug');
      await record(['email']);
      await until(async () => (await status(service))[1]?.serving.lag === '0');
      const [first, second] = await status(service);
      expect([first?.serving.position, second?.serving.problem]).toEqual(['0', undefined]);
      expect(Math.abs(Date.parse(first?.serving.problem?.since ?? '') - startedAt)).toBeLessThan(60_000);
      broken = false;
      await until(async () => (await status(service))[0]?.serving.lag === '0');
      await until(async () => (await status(service))[0]?.serving.problem === undefined);
      expect(await counts(service)).toEqual([
        { kind: 'call', events: 1 },
        { kind: 'email', events: 1 },
      ]);
    });

    it('lets a read wait for the other, and tells who waits for that one at once', async () => {
      await record(['call']);
      const service = await start('one', [failing, OTHER]);
      await until(async () => (await status(service))[0]?.serving.problem !== undefined);
      const stop = new AbortController();
      const commits = new ViewCommits(service.editions, ['counting', 'other'], stop.signal);
      try {
        const head = await store.head();
        await commits.waitFor(head, ['other']);
        await expect(commits.waitFor(head)).rejects.toMatchObject({
          code: 'views-behind',
          message: expect.stringMatching(/counting views .*\(bug, since 2/) as string,
        });
        await expect(commits.waitFor(head, ['nothing'])).rejects.toMatchObject({ code: 'unknown-views' });
      } finally {
        stop.abort();
        await commits.ended();
      }
    });

    it('says why a new edition cannot be built while the serving one goes on, and begins anew when it is asked to', async () => {
      broken = false;
      await record(['call', 'call']);
      let isBuilt = false;
      const breaksOnBuilding = counting('1', () => {
        if (broken && !isBuilt) throw Object.assign(new Error('no'), { code: 'bug' });
      });
      const service = await start('one', [breaksOnBuilding]);
      await until(() => caughtUp(service));
      broken = true;
      await service.editions.request('counting', 'rebuild');
      await until(async () => (await status(service))[0]?.building?.problem?.code === 'bug');
      expect((await status(service))[0]?.serving.problem).toBeUndefined();
      expect(service.states.at(-1)).toBe('leading');
      await service.editions.request('counting', 'rebuild');
      isBuilt = true;
      await until(async () => (await status(service))[0]?.building?.edition === 3);
      await until(async () => {
        const { building } = (await status(service))[0] ?? {};
        return building?.caughtUp === true && building.problem === undefined;
      });
    });
  });
});
