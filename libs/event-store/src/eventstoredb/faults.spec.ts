import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition, START } from '#events';
import { anEvent, everything } from '../contract/opened-store.js';
import { AppendTooLargeError, ConcurrencyError, type EventStore } from '../event-store.js';
import { type EventStoreDbOptions, openEventStoreDb } from './open-eventstoredb.js';
import { startEventStoreStub, type Stub } from './testing/stub-server.js';
import { startTcpProxy, type TcpProxy } from './testing/tcp-proxy.js';

let stub: Stub;
let proxy: TcpProxy;
let opened: EventStore[];
let warnings: string[];

beforeEach(async () => {
  stub = await startEventStoreStub();
  proxy = await startTcpProxy(stub.port);
  opened = [];
  warnings = [];
});

afterEach(async () => {
  for (const store of opened) await store.close();
  await proxy.close();
  await stub.stop();
});

function open(options: Partial<EventStoreDbOptions> = {}): EventStore {
  const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
  const quick = { appendPatience: 5000, readPatience: 5000, silence: 300, subscriptionSilence: 300, log };
  const store = openEventStoreDb({ url: stub.url, ...quick, ...options });
  opened.push(store);
  return store;
}

const throughProxy = (): string => `esdb://127.0.0.1:${proxy.port}?tls=false`;

describe('appending to a server that fails', () => {
  it('an append whose answer was lost after it was taken succeeds, once', async () => {
    const store = open();
    stub.faults.loseAnswers = 1;
    const appended = await store.append('a', [anEvent('one'), anEvent('two')], 'none');

    expect(appended.revision).toBe(1);
    expect((await store.readStream('a')).map(({ data, position }) => [data, position])).toEqual([
      ['one', appended.first],
      ['two', appended.last],
    ]);
  });

  it('so does one to a stream that exists, at a revision and at any', async () => {
    const store = open();
    await store.append('a', [anEvent(0)], 'none');
    stub.faults.loseAnswers = 1;
    await expect(store.append('a', [anEvent(1)], 0)).resolves.toMatchObject({ revision: 1 });
    stub.faults.loseAnswers = 1;
    await expect(store.append('a', [anEvent(2)], 'any')).resolves.toMatchObject({ revision: 2 });

    expect((await store.readStream('a')).map(({ data }) => data)).toEqual([0, 1, 2]);
  });

  it('the same event appended by somebody else before is a conflict, though the server says yes', async () => {
    const event = anEvent();
    await open().append('a', [event], 'none');

    await expect(open().append('a', [event], 'none')).rejects.toBeInstanceOf(ConcurrencyError);
    expect(stub.log.stream('a')).toHaveLength(1);
  });

  it('of two who append the same event at once, one learns that the other was first', async () => {
    const event = anEvent();
    const [one, two] = [open(), open()];
    const outcomes = await Promise.allSettled([one.append('a', [event], 'none'), two.append('a', [event], 'none')]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('appends that were under way when the connection broke are all kept, each once', async () => {
    const store = open({ url: throughProxy(), appendPatience: 10_000 });
    const appending = Array.from({ length: 32 }, async (_, caller) => {
      for (let n = 0; n < 10; n += 1) await store.append(`s${caller}-${n}`, [anEvent()], 'none');
    });
    for (let n = 0; n < 3; n += 1) {
      await sleep(60);
      proxy.drop();
      stub.faults.loseAnswers = 1;
    }
    await Promise.all(appending);

    expect(await everything(store, 1000)).toHaveLength(320);
  });

  it('a server that is not ready is asked again', async () => {
    const store = open();
    stub.faults.unavailable = 3;
    await store.append('a', [anEvent()], 'none');
    stub.faults.notReady = 3;
    await store.append('b', [anEvent()], 'none');

    expect(await everything(store, 10)).toHaveLength(2);
  });

  it('a server that accepts and never answers fails within the patience, and the same append succeeds when it is back', async () => {
    const store = open({ appendPatience: 800, readPatience: 800 });
    const event = anEvent();
    stub.faults.silent = true;
    const before = performance.now();
    const error: unknown = await store.append('a', [event], 'none').catch((e: unknown) => e);

    expect(error).toMatchObject({ code: 'unreachable' });
    expect(String(error)).toContain(`127.0.0.1:${stub.port}`);
    expect(performance.now() - before).toBeLessThan(3000);
    await expect(store.head()).rejects.toMatchObject({ code: 'unreachable' });

    stub.faults.silent = false;
    await expect(store.append('a', [event], 'none')).resolves.toMatchObject({ revision: 0 });
  });

  it('a line that is dead without a word is left for a new one', async () => {
    const store = open({ url: throughProxy() });
    await store.append('a', [anEvent()], 'none');
    proxy.cut(true);
    const appending = store.append('b', [anEvent()], 'none');
    const reading = store.readStream('a');
    await sleep(500);
    proxy.cut(false);

    await expect(appending).resolves.toMatchObject({ revision: 0 });
    await expect(reading).resolves.toHaveLength(1);
  });

  it('a full disk, a refused user and an append that is too large are told apart, and not repeated', async () => {
    const store = open({ appendPatience: 60_000 });
    stub.faults.diskFull = true;
    await expect(store.append('a', [anEvent()], 'none')).rejects.toMatchObject({ code: 'disk-full' });
    stub.faults.diskFull = false;
    stub.faults.accessDenied = true;
    await expect(store.append('a', [anEvent()], 'none')).rejects.toMatchObject({ code: 'access-denied' });
    await expect(store.head()).rejects.toMatchObject({ code: 'access-denied' });
    stub.faults.accessDenied = false;
    stub.faults.maxAppendSize = 1000;
    const tooLarge = store.append('a', [anEvent('x'.repeat(2000))], 'none');
    await expect(tooLarge).rejects.toBeInstanceOf(AppendTooLargeError);
    await expect(tooLarge).rejects.toMatchObject({ code: 'append-too-large', limit: 1000 });
    await expect(store.append('a', [anEvent('x'.repeat(16 * 1024 * 1024))], 'none')).rejects.toBeInstanceOf(AppendTooLargeError);

    await expect(store.append('a', [anEvent()], 'none')).resolves.toMatchObject({ revision: 0 });
  });

  it('what the server would choke on is refused before it is sent', async () => {
    const store = open();
    await expect(store.append('$a', [anEvent()], 'none')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('a', [anEvent(1, 'no-uuid')], 'none')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('a', [{ ...anEvent(), type: '$a' }], 'none')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('a', [{ ...anEvent(), data: undefined }], 'none')).rejects.toBeInstanceOf(TypeError);
  });
});

describe('a cluster', () => {
  it('whose leader moved is followed there, by appends, reads and subscriptions', async () => {
    const leader = await startEventStoreStub({ log: stub.log });
    const store = open();
    await store.append('a', [anEvent()], 'none');
    stub.faults.leaderElsewhere = { host: '127.0.0.1', port: leader.port };

    await expect(store.append('b', [anEvent()], 'none')).resolves.toMatchObject({ revision: 0 });
    await expect(store.readStream('b')).resolves.toHaveLength(1);
    const following = follow(store, 3);
    await store.append('c', [anEvent()], 'none');
    expect(await following).toHaveLength(3);
    await leader.stop();
  });

  it('is found when its discovery failed at first', async () => {
    const { port } = stub;
    await stub.stop();
    const store = open({
      url: `esdb+discover://127.0.0.1:${port}?tls=false&maxDiscoverAttempts=1&discoveryInterval=10`,
      appendPatience: 10_000,
    });
    const appending = store.append('a', [anEvent()], 'none');
    await sleep(300);
    stub = await startEventStoreStub({ port });

    await expect(appending).resolves.toMatchObject({ revision: 0 });
  });

  it('is gone: what is asked of it fails in time, and says where', async () => {
    const store = open({ readPatience: 300, appendPatience: 300 });
    await stub.stop();

    await expect(store.append('a', [anEvent()], 'none')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(store.readAt([START, asPosition(START + 5n)])).rejects.toThrow(`127.0.0.1:${stub.port}`);
  });
});

describe('reading', () => {
  it('that breaks on the way, is slow, or delivers twice gives every event once and in order', async () => {
    const store = open();
    for (let n = 0; n < 30; n += 1) await store.append(`s${n % 3}`, [anEvent(n)], 'any');
    stub.faults.breakReads = 5;
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    expect((await everything(store, 7)).map(({ data }) => data)).toEqual(numbers);
    stub.faults.duplicateDelivery = true;
    expect((await everything(store, 7)).map(({ data }) => data)).toEqual(numbers);
    expect((await store.readStream('s1')).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    stub.faults.readDelay = 40;
    expect((await everything(store, 1000)).map(({ data }) => data)).toEqual(numbers);
  });

  it("leaves out the server's own events and other applications', and finds the head and the end behind them", async () => {
    const store = open();
    const { last } = await store.append('a', [anEvent(1)], 'none');
    const foreign = {
      id: randomUUID(),
      type: 'Other',
      contentType: 'application/json',
      metadata: Buffer.alloc(0),
      data: Buffer.from('{}'),
    };
    for (let n = 0; n < 200; n += 1) {
      stub.log.writeSystemEvent();
      stub.log.append('other', [{ ...foreign, id: randomUUID() }], 'any');
    }

    expect(await store.head()).toBe(last);
    expect(await store.head()).toBe(last);
    expect(await store.readAll(last, { limit: 10 })).toEqual([]);
    expect(await store.readStream('other')).toEqual([]);
    const done = new AbortController();
    const following = store.subscribe(START, { signal: done.signal })[Symbol.asyncIterator]();
    expect(await following.next()).toMatchObject({ value: { caughtUp: true, events: [{ data: 1 }] } });
    const live = following.next();
    const next = await store.append('a', [anEvent(2)], 0);
    expect(await live).toMatchObject({ value: { caughtUp: true, events: [{ data: 2 }] } });
    done.abort();
    expect(await store.head()).toBe(next.last);
    expect((await store.readAll(START, { limit: 10 })).map(({ data }) => data)).toEqual([1, 2]);
  });
});

describe('a subscription', () => {
  it.each([
    ['ends without a word', () => (stub.faults.endSubscriptions = 3)],
    ['breaks', () => (stub.faults.dropSubscriptions = 3)],
    ['delivers twice and repeats its checkpoints', () => (stub.faults.duplicateDelivery = stub.faults.repeatCheckpoints = true)],
  ])('that %s misses and doubles nothing', async (_, fail) => {
    const store = open();
    fail();
    const following = follow(store, 20);
    for (let n = 0; n < 20; n += 1) {
      await store.append(`s${n}`, [anEvent(n)], 'none');
      await sleep(5);
    }

    expect(await following).toEqual(Array.from({ length: 20 }, (__, n) => n));
  });

  it('that falls silent while the ledger goes on is made anew, and that is said', async () => {
    const store = open();
    stub.faults.muteSubscriptions = true;
    const following = follow(store, 2);
    await sleep(50);
    await store.append('a', [anEvent(1), anEvent(2)], 'none');

    expect(await following).toEqual([1, 2]);
    expect(warnings.join()).toContain('silent');
  });

  it('outlives a server that is gone for a while', async () => {
    const store = open({ readPatience: 200 });
    const following = follow(store, 2);
    await store.append('a', [anEvent(1)], 'none');
    const { port, log } = stub;
    await stub.stop();
    await sleep(600);
    stub = await startEventStoreStub({ port, log });
    await store.append('a', [anEvent(2)], 0);

    expect(await following).toEqual([1, 2]);
    expect(warnings.join()).toContain('cannot be followed');
  });

  it('that is refused, or asked to go on from a place this server does not know, ends with the reason', async () => {
    const store = open();
    await store.append('a', [anEvent(1)], 'none');
    const nowhere = asPosition((await store.head()) + 1n);
    await expect(follow(store, 1, nowhere)).rejects.toMatchObject({ code: 'damaged' });
    stub.faults.accessDenied = true;
    await expect(follow(store, 1)).rejects.toMatchObject({ code: 'access-denied' });
  });
});

async function follow(store: EventStore, enough: number, after = START): Promise<unknown[]> {
  const done = new AbortController();
  const seen: unknown[] = [];
  for await (const { events } of store.subscribe(after, { signal: done.signal })) {
    seen.push(...events.map(({ data }) => data));
    if (seen.length >= enough) done.abort();
  }
  return seen;
}
