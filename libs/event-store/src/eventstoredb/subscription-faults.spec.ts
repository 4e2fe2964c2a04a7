import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition } from '#events';
import { anEvent } from '../contract/opened-store.js';
import { faultyServer, follow } from './testing/faulty-server.js';
import { startEventStoreStub } from './testing/stub-server.js';

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

  it('that falls silent while the ledger goes on is made anew, and that is said', async () => {
    const store = server.open();
    server.stub.faults.muteSubscriptions = true;
    const following = follow(store, 2);
    await sleep(50);
    await store.append('a', [anEvent(1), anEvent(2)], 'none');

    expect(await following).toEqual([1, 2]);
    expect(server.warnings.join()).toContain('silent');
  });

  it('outlives a server that is gone for a while', async () => {
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

  it('that is refused, or asked to go on from a place this server does not know, ends with the reason', async () => {
    const store = server.open();
    await store.append('a', [anEvent(1)], 'none');
    const nowhere = asPosition((await store.head()) + 1n);
    await expect(follow(store, 1, nowhere)).rejects.toMatchObject({ code: 'damaged' });
    server.stub.faults.accessDenied = true;
    await expect(follow(store, 1)).rejects.toMatchObject({ code: 'access-denied' });
  });
});
