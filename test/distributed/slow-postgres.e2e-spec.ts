import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { FoundCustomers } from '#customers';
import type { Answer, TestServer } from '../e2e/server.js';
import { describeDistributed, installation, type Installation } from './installation.js';
import { lineTo, type LineToServer } from './line-to-server.js';
import { eventually, recordAll, touchpoint } from './made-up-load.js';

jest.setTimeout(120_000);

const DEADLINE_S = 3;
/** There and back 1.6 s for each of the 25 statements of a look-up: none of them is too slow for itself. */
const DELAY_MS = 800;
const LOOK_UP = '/customers?q=ada@example.org&open=true';

describeDistributed('A PostgreSQL that answers slowly', () => {
  let world: Installation;
  let line: LineToServer;
  let ledger: TestServer;
  let projector: TestServer;
  let customers: TestServer;
  let id: string;

  beforeAll(async () => {
    world = await installation();
    const slow = await lineTo(world.postgres);
    line = slow.line;
    ledger = await world.start('ledger');
    projector = await world.start('projector');
    customers = await world.start('customers', {
      POSTGRES_URL: slow.url,
      TOUCHSTONE_LOOK_UP_SECONDS: String(DEADLINE_S),
    });
    await recordAll(
      ledger,
      Array.from({ length: 20 }, (_, n) => touchpoint(n, [['email', 'ada@example.org']])),
    );
    id = await found(20);
  });
  afterEach(() => line.is('well'));
  afterAll(async () => {
    const codes = await Promise.all([ledger, projector, customers].map((each) => each.stop()));
    await line.close();
    await world.remove();
    expect(codes).toEqual([0, 0, 0]);
  });

  async function found(touchpoints: number): Promise<string> {
    const { body } = await eventually(
      () => customers.call<FoundCustomers>('GET', LOOK_UP),
      (answer) => answer.status === 200 && answer.body.customers[0]?.touchpoints === touchpoints,
    );
    return body.customers[0]?.id ?? '';
  }

  async function timed(path: string): Promise<{ status: number; body: Answer; headers: Headers; ms: number }> {
    const began = Date.now();
    const answer = await customers.call('GET', path);
    return { ...answer, ms: Date.now() - began };
  }

  function expectGivenUp({ status, body, headers, ms }: Awaited<ReturnType<typeof timed>>): void {
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'took-too-long' });
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('retry-after')).toBe('5');
    expect(body.detail).toContain(`no answer after ${DEADLINE_S} s`);
    expect(body.detail).toContain('Ask again');
    expect(ms).toBeGreaterThan(DEADLINE_S * 1000 - 50);
    expect(ms).toBeLessThan(DEADLINE_S * 1000 + 1000);
  }

  it('statement by statement: the look-up is given up in time, and the rest of its statements is not sent', async () => {
    await Promise.all([timed(LOOK_UP), timed(`/customers/${id}`)]);
    const before = line.sent();
    await timed(LOOK_UP);
    const whole = line.sent() - before;
    await line.is('slow', DELAY_MS);
    const start = line.sent();
    expectGivenUp(await timed(LOOK_UP));
    // What was on its way at the deadline arrives; then nothing more is sent.
    await sleep(4 * DELAY_MS);
    const spent = line.sent() - start;
    await sleep(4 * DELAY_MS);
    process.stderr.write(`A look-up sends ${whole} pieces of data; given up, it sent ${spent}.\n`);
    expect(line.sent() - start).toBe(spent);
    expect(spent).toBeLessThan(whole / 2);
  });

  it('and a card, a timeline and who is who are given up in time, too, however many ask', async () => {
    await line.is('slow', DELAY_MS);
    const paths = [LOOK_UP, `/customers/${id}/timeline`, `/customers/${id}/identity`, `/customers/${id}`, LOOK_UP];
    for (const answer of await Promise.all(paths.map(timed))) {
      if (answer.status === 503 && answer.body.code === 'took-too-long') expectGivenUp(answer);
      else expect([200, 503]).toContain(answer.status);
      expect(answer.ms).toBeLessThan(DEADLINE_S * 1000 + 1000);
    }
    await line.is('well');
    await found(20);
  });

  it('because of a lock: one look-up is given up, the next is answered as soon as the lock is gone', async () => {
    const locker = new Client({ connectionString: world.postgres });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE touchstone_views.editions IN ACCESS EXCLUSIVE MODE');
    await sleep(300);
    try {
      const [first, second] = await Promise.all([timed(LOOK_UP), sleep(1500).then(() => timed(LOOK_UP))]);
      expectGivenUp(first);
      // It shares the query of the first, whose cancellation does not affect it.
      expectGivenUp(second);
      const waiting = sleep(500).then(() => timed(LOOK_UP));
      await sleep(1000);
      await locker.query('ROLLBACK');
      expect((await waiting).status).toBe(200);
    } finally {
      await locker.end();
    }
  });

  it('does not end those who listen to what is new', async () => {
    const stop = new AbortController();
    const response = await fetch(`${customers.url}/api/v1/customers/${id}/events`, {
      headers: { authorization: `Bearer ${customers.token}` },
      signal: stop.signal,
    });
    let heard = '';
    const listening = (async () => {
      for await (const piece of response.body ?? []) heard += Buffer.from(piece as Uint8Array).toString();
    })().catch(() => undefined);
    await sleep(DEADLINE_S * 1000 + 1000);
    await recordAll(ledger, [touchpoint('new', [['email', 'ada@example.org']])]);
    await eventually(
      () => Promise.resolve(heard),
      (text) => text.includes('event: touchpoint'),
    );
    stop.abort();
    await listening;
  });

  it('left nothing unhandled', async () => {
    await found(21);
    expect(customers.output()).not.toMatch(/unhandled|uncaught/i);
  });
});
