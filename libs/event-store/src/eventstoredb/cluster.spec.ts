import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition, START } from '#events';
import { anEvent } from '../contract/opened-store.js';
import { openEventStoreDbImport } from './take-over-events.js';
import { faultyServer, follow } from './testing/faulty-server.js';
import { startEventStoreStub } from './testing/stub-server.js';

const server = faultyServer();

describe('a cluster', () => {
  it('whose leader moved is followed there, by appends, reads and subscriptions', async () => {
    const leader = await startEventStoreStub({ log: server.stub.log });
    const store = server.open();
    await store.append('a', [anEvent()], 'none');
    server.stub.faults.leaderElsewhere = { host: '127.0.0.1', port: leader.port };

    await expect(store.append('b', [anEvent()], 'none')).resolves.toMatchObject({ revision: 0 });
    await expect(store.readStream('b')).resolves.toHaveLength(1);
    const following = follow(store, 3);
    await store.append('c', [anEvent()], 'none');
    expect(await following).toHaveLength(3);
    await leader.stop();
  });

  it('is discovered again by appends when a node has lost contact with it and only answers "not ready"', async () => {
    const leader = await startEventStoreStub({ log: server.stub.log });
    const url = `esdb://127.0.0.1:${server.stub.port},127.0.0.1:${leader.port}?tls=false`;
    leader.leaderPort = server.stub.port;
    const store = server.open({ url, appendPatience: 10_000 });
    await store.append('a', [anEvent()], 'none');
    const taking = openEventStoreDbImport({ url });
    const taken = await startEventStoreStub();
    const source = server.open({ url: taken.url });
    for (const stream of ['b', 'c']) await source.append(stream, [anEvent()], 'none');
    const [first, second] = await source.readAll(START);
    if (!first || !second) throw new Error('There are two events.');
    await taking.take([first]);

    server.stub.faults.notReady = Infinity;
    server.stub.leaderPort = leader.leaderPort = leader.port;
    await expect(store.append('d', [anEvent()], 'none')).resolves.toMatchObject({ revision: 0 });
    await taking.take([second]);
    expect((await store.readAll(START)).map(({ stream }) => stream)).toEqual(['a', 'b', 'd', 'c']);
    await taking.close();
    await taken.stop();
    await leader.stop();
  });

  it('with a node that does not answer is found within the time of one call', async () => {
    const silent = await startEventStoreStub();
    silent.faults.silent = true;
    const url = `esdb://127.0.0.1:${silent.port},127.0.0.1:${server.stub.port}?tls=false`;
    // Which node is asked first is left to chance.
    const stores = Array.from({ length: 6 }, () => server.open({ url, silence: 4000, readPatience: 0 }));
    await expect(Promise.all(stores.map((store) => store.head()))).resolves.toHaveLength(6);
    await silent.stop();
  });

  it('is found when its discovery failed at first', async () => {
    const { port } = server.stub;
    await server.stub.stop();
    const store = server.open({
      url: `esdb+discover://127.0.0.1:${port}?tls=false&maxDiscoverAttempts=1&discoveryInterval=10`,
      appendPatience: 10_000,
    });
    const appending = store.append('a', [anEvent()], 'none');
    await sleep(300);
    server.stub = await startEventStoreStub({ port });

    await expect(appending).resolves.toMatchObject({ revision: 0 });
  });

  it('that is gone makes calls fail in time, with an error that names the hosts', async () => {
    const store = server.open({ readPatience: 300, appendPatience: 300 });
    await server.stub.stop();

    await expect(store.append('a', [anEvent()], 'none')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(store.readAt([START, asPosition(START + 5n)])).rejects.toThrow(`127.0.0.1:${server.stub.port}`);
  });
});
