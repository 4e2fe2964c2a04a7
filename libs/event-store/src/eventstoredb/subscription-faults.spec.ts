import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition } from '#events';
import { anEvent } from '../contract/opened-store.js';
import { faultyServer, follow } from './testing/faulty-server.js';
import { MemoryLog, type LogRecord } from './testing/memory-log.js';
import { startEventStoreStub, type Stub } from './testing/stub-server.js';

const server = faultyServer();

describe('a subscription', () => {
  it.each([
    ['ends without a word', () => (server.stub.faults.endSubscriptions = 3)],
    ['breaks', () => (server.stub.faults.dropSubscriptions = 3)],
    [
      'delivers twice and repeats its checkpoints',
      () => (server.stub.faults.duplicateDelivery = server.stub.faults.repeatCheckpoints = true),
    ],
  ])('that %s misses and doubles nothing', async (_, fail) => {
    const store = server.open();
    fail();
    const following = follow(store, 20);
    for (let n = 0; n < 20; n += 1) {
      await store.append(`s${n}`, [anEvent(n)], 'none');
      await sleep(5);
    }

    expect(await following).toEqual(Array.from({ length: 20 }, (__, n) => n));
  });

  it('that stalls while the ledger grows is made anew, and that is logged', async () => {
    const store = server.open();
    server.stub.faults.muteSubscriptions = true;
    const following = follow(store, 2);
    await sleep(50);
    await store.append('a', [anEvent(1), anEvent(2)], 'none');

    expect(await following).toEqual([1, 2]);
    expect(server.warnings.join()).toContain('silent');
  });

  it('survives a server that is down for a while', async () => {
    const store = server.open({ readPatience: 200 });
    const following = follow(store, 2);
    await store.append('a', [anEvent(1)], 'none');
    const { port, log } = server.stub;
    await server.stub.stop();
    await sleep(600);
    server.stub = await startEventStoreStub({ port, log });
    await store.append('a', [anEvent(2)], 0);

    expect(await following).toEqual([1, 2]);
    expect(server.warnings.join()).toContain('cannot be followed');
  });

  it('to a ledger that was restored from an older backup ends with the reason, before anything is missed', async () => {
    await server.open().append('a', [anEvent(1)], 'none');
    const { last } = await server.open().append('a', [anEvent(2)], 0);
    const restored = await copyOf(server.stub.log.records.slice(0, -1));
    const store = server.open({ url: restored.url, appendPatience: 600 });
    const began = performance.now();

    await expect(follow(store, 1, last)).rejects.toMatchObject({ code: 'damaged' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(600);
    await restored.stop();
  });

  it('that was running when the server was restored ends likewise', async () => {
    const store = server.open({ appendPatience: 600 });
    await store.append('a', [anEvent(1)], 'none');
    await store.append('b', [anEvent(2)], 'none');
    await store.head();
    const following = follow(store, 3);
    await sleep(100);
    const { port, log } = server.stub;
    await server.stub.stop();
    server.stub = await copyOf(log.records.slice(0, -1), port);

    await expect(following).rejects.toMatchObject({ code: 'damaged' });
  });

  it('waits for a leader that is behind for a moment', async () => {
    await server.open().append('a', [anEvent(1)], 'none');
    const { last } = await server.open().append('a', [anEvent(2)], 0);
    const behind = await copyOf(server.stub.log.records.slice(0, -1));
    const store = server.open({ url: behind.url });
    const following = follow(store, 1, last);
    await sleep(400);
    replicate(server.stub.log.records.slice(-1), behind.log);
    await store.append('a', [anEvent(3)], 1);

    expect(await following).toEqual([3]);
    await behind.stop();
  });

  it('that is refused, or resumes at a position this server does not have, ends with the reason', async () => {
    const store = server.open();
    await store.append('a', [anEvent(1)], 'none');
    const nowhere = asPosition((await store.head()) + 1n);
    await expect(follow(store, 1, nowhere)).rejects.toMatchObject({ code: 'damaged' });
    server.stub.faults.accessDenied = true;
    await expect(follow(store, 1)).rejects.toMatchObject({ code: 'access-denied' });
  });
});

/** A server with these records of another, in the same places. */
async function copyOf(records: readonly LogRecord[], port = 0): Promise<Stub> {
  const log = new MemoryLog();
  // Each server begins with an event of its own.
  replicate(records.slice(1), log);
  return startEventStoreStub({ log, port });
}

function replicate(records: readonly LogRecord[], log: MemoryLog): void {
  for (const record of records) log.append(record.stream, [record], 'any');
}
