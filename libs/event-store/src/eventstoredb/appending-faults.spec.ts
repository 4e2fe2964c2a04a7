import { setTimeout as sleep } from 'node:timers/promises';
import { anEvent, everything } from '../contract/opened-store.js';
import { AppendTooLargeError, ConcurrencyError } from '../event-store.js';
import { faultyServer } from './testing/faulty-server.js';

const server = faultyServer();

describe('appending to a server that fails', () => {
  it('an append whose answer was lost after it was taken succeeds, once', async () => {
    const store = server.open();
    server.stub.faults.loseAnswers = 1;
    const appended = await store.append('a', [anEvent('one'), anEvent('two')], 'none');

    expect(appended.revision).toBe(1);
    expect((await store.readStream('a')).map(({ data, position }) => [data, position])).toEqual([
      ['one', appended.first],
      ['two', appended.last],
    ]);
  });

  it('so does one to a stream that exists, at a revision and at any', async () => {
    const store = server.open();
    await store.append('a', [anEvent(0)], 'none');
    server.stub.faults.loseAnswers = 1;
    await expect(store.append('a', [anEvent(1)], 0)).resolves.toMatchObject({ revision: 1 });
    server.stub.faults.loseAnswers = 1;
    await expect(store.append('a', [anEvent(2)], 'any')).resolves.toMatchObject({ revision: 2 });

    expect((await store.readStream('a')).map(({ data }) => data)).toEqual([0, 1, 2]);
  });

  it('the same event appended by somebody else before is a conflict, though the server says yes', async () => {
    const event = anEvent();
    await server.open().append('a', [event], 'none');

    await expect(server.open().append('a', [event], 'none')).rejects.toBeInstanceOf(ConcurrencyError);
    expect(server.stub.log.stream('a')).toHaveLength(1);
  });

  it('of two who append the same event at once, one learns that the other was first', async () => {
    const event = anEvent();
    const [one, two] = [server.open(), server.open()];
    const outcomes = await Promise.allSettled([one.append('a', [event], 'none'), two.append('a', [event], 'none')]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('appends that were under way when the connection broke are all kept, each once', async () => {
    const store = server.open({ url: server.throughProxy(), appendPatience: 10_000 });
    const appending = Array.from({ length: 32 }, async (_, caller) => {
      for (let n = 0; n < 10; n += 1) await store.append(`s${caller}-${n}`, [anEvent()], 'none');
    });
    for (let n = 0; n < 3; n += 1) {
      await sleep(60);
      server.proxy.drop();
      server.stub.faults.loseAnswers = 1;
    }
    await Promise.all(appending);

    expect(await everything(store, 1000)).toHaveLength(320);
  });

  it('a server that is not ready is asked again', async () => {
    const store = server.open();
    server.stub.faults.unavailable = 3;
    await store.append('a', [anEvent()], 'none');
    server.stub.faults.notReady = 3;
    await store.append('b', [anEvent()], 'none');

    expect(await everything(store, 10)).toHaveLength(2);
  });

  it('a server that accepts and never answers fails within the time allowed, and the same append succeeds when it is back', async () => {
    const store = server.open({ appendPatience: 800, readPatience: 800 });
    const event = anEvent();
    server.stub.faults.silent = true;
    const before = performance.now();
    const error: unknown = await store.append('a', [event], 'none').catch((e: unknown) => e);

    expect(error).toMatchObject({ code: 'unreachable' });
    expect(String(error)).toContain(`127.0.0.1:${server.stub.port}`);
    expect(performance.now() - before).toBeLessThan(3000);
    await expect(store.head()).rejects.toMatchObject({ code: 'unreachable' });

    server.stub.faults.silent = false;
    await expect(store.append('a', [event], 'none')).resolves.toMatchObject({ revision: 0 });
  });

  it('a connection that stays open but passes nothing is replaced', async () => {
    const store = server.open({ url: server.throughProxy() });
    await store.append('a', [anEvent()], 'none');
    server.proxy.cut(true);
    const appending = store.append('b', [anEvent()], 'none');
    const reading = store.readStream('a');
    await sleep(500);
    server.proxy.cut(false);

    await expect(appending).resolves.toMatchObject({ revision: 0 });
    await expect(reading).resolves.toHaveLength(1);
  });

  it('a refused user and an append that is too large are told apart, and not repeated', async () => {
    const store = server.open({ appendPatience: 60_000 });
    server.stub.faults.accessDenied = true;
    await expect(store.append('a', [anEvent()], 'none')).rejects.toMatchObject({ code: 'access-denied' });
    await expect(store.head()).rejects.toMatchObject({ code: 'access-denied' });
    server.stub.faults.accessDenied = false;
    server.stub.faults.maxAppendSize = 1000;
    const tooLarge = store.append('a', [anEvent('x'.repeat(2000))], 'none');
    await expect(tooLarge).rejects.toBeInstanceOf(AppendTooLargeError);
    await expect(tooLarge).rejects.toMatchObject({ code: 'append-too-large', limit: 1000 });
    await expect(store.append('a', [anEvent('x'.repeat(16 * 1024 * 1024))], 'none')).rejects.toBeInstanceOf(AppendTooLargeError);

    await expect(store.append('a', [anEvent()], 'none')).resolves.toMatchObject({ revision: 0 });
  });

  it('a refusal for a reason unknown to the client is not repeated, and an event that is too large is reported as such', async () => {
    const store = server.open({ appendPatience: 60_000 });
    server.stub.faults.refusal = 'MaximumAppendEventSizeExceeded';
    await expect(store.append('a', [anEvent()], 'none')).rejects.toBeInstanceOf(AppendTooLargeError);
    server.stub.faults.refusal = 'BadRequest';
    await expect(store.append('a', [anEvent()], 'none')).rejects.toThrow('BadRequest');
  }, 10_000);

  it('events that the server cannot take are refused before they are sent', async () => {
    const store = server.open();
    await expect(store.append('$a', [anEvent()], 'none')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('a', [anEvent(1, 'no-uuid')], 'none')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('a', [{ ...anEvent(), type: '$a' }], 'none')).rejects.toBeInstanceOf(RangeError);
    await expect(store.append('a', [{ ...anEvent(), data: undefined }], 'none')).rejects.toBeInstanceOf(TypeError);
  });
});
