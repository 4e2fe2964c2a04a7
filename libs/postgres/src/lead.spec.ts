import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { lead, type Leadership, openPool, queryRows } from './index.js';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from './testing.js';

describeWithPostgres('Leading', () => {
  let database: TemporaryDatabase;
  const stops: AbortController[] = [];
  const running: Promise<void>[] = [];
  beforeAll(async () => {
    database = await temporaryDatabase();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) stop.abort();
    await Promise.all(running.splice(0));
  });
  afterAll(() => database.drop());

  /** A candidate for `name` that notes in `leaders` when it begins and ends to lead. */
  const candidate = (
    name: string,
    who: string,
    leaders: string[],
    patienceMs?: number,
  ): { stop: AbortController; states: Leadership[] } => {
    const stop = new AbortController();
    const states: Leadership[] = [];
    stops.push(stop);
    running.push(
      lead({
        url: database.url,
        name,
        applicationName: `lead-${who}`,
        signal: stop.signal,
        onChange: (leadership) => states.push(leadership),
        onLead: async (signal) => {
          leaders.push(`${who} leads`);
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
          leaders.push(`${who} ends`);
        },
        ...(patienceMs === undefined ? {} : { patienceMs }),
      }),
    );
    return { stop, states };
  };
  const until = async (condition: () => boolean, withinMs: number): Promise<void> => {
    for (const end = Date.now() + withinMs; !condition() && Date.now() < end;) await sleep(20);
    expect(condition()).toBe(true);
  };

  it('is for one at a time; the next takes over when it stops, and other names are led apart', async () => {
    const leaders: string[] = [];
    const first = candidate('a', 'one', leaders);
    await until(() => leaders.length === 1, 3000);
    const second = candidate('a', 'two', leaders);
    const elsewhere: string[] = [];
    candidate('b', 'three', elsewhere);
    await until(() => elsewhere.length === 1, 3000);
    await sleep(700);
    expect(leaders).toEqual(['one leads']);
    expect(second.states).toEqual([{ state: 'standing-by' }]);
    first.stop.abort();
    await until(() => leaders.length === 3, 3000);
    expect(leaders).toEqual(['one leads', 'one ends', 'two leads']);
  });

  it('is lost with the connection: the leader is told, another takes over within seconds', async () => {
    const leaders: string[] = [];
    candidate('killed', 'one', leaders);
    await until(() => leaders.length === 1, 3000);
    candidate('killed', 'two', leaders);
    await sleep(300);
    await database.killConnections('lead-one');
    await until(() => leaders.length >= 3, 4000);
    expect(leaders.slice(0, 2)).toEqual(['one leads', 'one ends']);
    expect(leaders[2]).toMatch(/(one|two) leads/);
  });

  it('leaves no listeners on its signal, however long it stands by and however often it restarts', async () => {
    const combined = jest.spyOn(AbortSignal, 'any');
    const leaders: string[] = [];
    candidate('long', 'first', leaders);
    await until(() => leaders.length === 1, 3000);
    const { stop, states } = candidate('long', 'waiting', leaders);
    await until(() => states.length === 1, 3000);
    await sleep(700);
    const listeners = getEventListeners(stop.signal, 'abort').length;
    await database.killConnections('lead-waiting');
    await until(() => states.length >= 2 && states.at(-1)?.state === 'standing-by', 4000);
    await sleep(700);
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(listeners);
    expect(combined.mock.calls.some(([signals]) => [...signals].includes(stop.signal))).toBe(false);
    combined.mockRestore();
  });

  it('passes on from a leader that stopped responding', async () => {
    const leaders: string[] = [];
    candidate('silent', 'one', leaders, 1500);
    await until(() => leaders.length === 1, 3000);
    // The whole process is blocked, as if it were paused: the server ends its session.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
    await until(() => leaders.includes('one ends'), 2000);
    candidate('silent', 'two', leaders, 1500);
    await until(() => leaders.filter((entry) => entry.endsWith('leads')).length === 2, 4000);
    expect(leaders.slice(0, 2)).toEqual(['one leads', 'one ends']);
  });

  it('waits five seconds for an answer when told to stop, not for as long as a statement may take', async () => {
    const stop = new AbortController();
    const pool = openPool({ url: database.url, applicationName: 'lead-waits', max: 1 });
    let isAsking = false;
    let told: unknown;
    const leading = lead({
      url: database.url,
      name: 'waiting',
      applicationName: 'lead-waiting',
      signal: stop.signal,
      onLead: async () => {
        isAsking = true;
        await queryRows(pool, 'SELECT pg_sleep(25)').catch((error: unknown) => (told = error));
      },
    });
    try {
      await until(() => isAsking, 3000);
      await sleep(200);
      const since = Date.now();
      stop.abort();
      await leading;
      expect(told).toMatchObject({ code: 'unreachable' });
      expect(Date.now() - since).toBeGreaterThanOrEqual(4900);
      expect(Date.now() - since).toBeLessThan(12_000);
    } finally {
      await pool.end();
    }
  }, 40_000);

  it('is tried again with pauses where the work fails or the server cannot be reached', async () => {
    const stop = new AbortController();
    stops.push(stop);
    const states: Leadership[] = [];
    let tries = 0;
    running.push(
      lead({
        url: database.url,
        name: 'failing',
        applicationName: 'lead-failing',
        signal: stop.signal,
        onChange: (leadership) => states.push(leadership),
        onLead: async () => {
          tries += 1;
          if (tries < 3) throw new Error('not yet');
        },
      }),
      lead({
        url: 'postgres://x@127.0.0.1:1/x',
        name: 'nowhere',
        applicationName: 'x',
        signal: stop.signal,
        onLead: () => Promise.resolve(),
        onChange: (leadership) => states.push(leadership),
      }),
    );
    await until(() => tries >= 3, 5000);
    const errors = states.flatMap((leadership) => (leadership.state === 'failed' ? [String(leadership.error)] : []));
    expect(errors).toContain('Error: not yet');
    expect(errors.some((error) => error.includes('127.0.0.1:1/x cannot be reached'))).toBe(true);
  });
});
