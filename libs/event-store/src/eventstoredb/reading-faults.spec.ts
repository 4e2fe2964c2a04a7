import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { START } from '#events';
import { anEvent, everything } from '../contract/opened-store.js';
import { faultyServer } from './testing/faulty-server.js';

const server = faultyServer();

describe('reading', () => {
  it('that breaks on the way, is slow, or delivers twice gives every event once and in order', async () => {
    const store = server.open();
    for (let n = 0; n < 30; n += 1) await store.append(`s${n % 3}`, [anEvent(n)], 'any');
    server.stub.faults.breakReads = 5;
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    expect((await everything(store, 7)).map(({ data }) => data)).toEqual(numbers);
    server.stub.faults.duplicateDelivery = true;
    expect((await everything(store, 7)).map(({ data }) => data)).toEqual(numbers);
    expect((await store.readStream('s1')).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    server.stub.faults.readDelay = 40;
    expect((await everything(store, 1000)).map(({ data }) => data)).toEqual(numbers);
  });

  it('is complete when the client is replaced meanwhile because another read had no answer', async () => {
    const store = server.open();
    const positions = [];
    for (let n = 0; n < 6; n += 1) positions.push((await store.append(`s${n % 2}`, [anEvent(n)], 'any')).last);
    server.stub.faults.stallReads = 1;
    server.stub.faults.readDelay = 100;
    const stalled = store.readStream('s0');
    // The others are under way when the stalled one is given up.
    await sleep(250);
    const numbers = [0, 1, 2, 3, 4, 5];
    const [all, stream, at, last, head, late] = await Promise.all([
      store.readAll(START),
      store.readStream('s1'),
      store.readAt(positions),
      store.readLast(['s0', 's1']),
      store.head(),
      stalled,
    ]);

    expect(all.map(({ data }) => data)).toEqual(numbers);
    expect(stream.map(({ data }) => data)).toEqual([1, 3, 5]);
    expect(at.map(({ data }) => data)).toEqual(numbers);
    expect([...last.keys()]).toEqual(['s0', 's1']);
    expect(head).toBe(positions.at(-1));
    expect(late.map(({ data }) => data)).toEqual([0, 2, 4]);
  });

  it("leaves out the server's own events and other applications', and finds the head and the end behind them", async () => {
    const store = server.open();
    const { last } = await store.append('a', [anEvent(1)], 'none');
    const foreign = {
      id: randomUUID(),
      type: 'Other',
      contentType: 'application/json',
      metadata: Buffer.alloc(0),
      data: Buffer.from('{}'),
    };
    for (let n = 0; n < 200; n += 1) {
      server.stub.log.writeSystemEvent();
      server.stub.log.append('other', [{ ...foreign, id: randomUUID() }], 'any');
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
