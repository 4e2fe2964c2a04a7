import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import { type Activity, answerCalls, callsTo } from './thread-calls.js';

interface Desk {
  add(a: bigint, b: bigint): Promise<bigint>;
  wait(ms: number): Promise<string>;
  refuse(): Promise<void>;
  giveFunction(): Promise<unknown>;
}

describe('Calls to another thread', () => {
  const { port1: here, port2: there } = new MessageChannel();
  afterAll(() => here.close());
  const activity: Activity = answerCalls<Desk>(there, {
    add: async (a, b) => a + b,
    wait: (ms) => sleep(ms, `after ${ms}`),
    refuse: async () => {
      throw Object.assign(new Error('no', { cause: new Error('why') }), { code: 'refused', where: { position: 5n } });
    },
    giveFunction: async () => () => undefined,
  });
  const desk = callsTo<Desk>(here, ['add', 'wait', 'refuse', 'giveFunction']);

  it('answer with what the method there resolves with, each caller its own', async () => {
    expect(await Promise.all([desk.wait(20), desk.add(2n ** 60n, 1n), desk.wait(1)])).toEqual([
      'after 20',
      2n ** 60n + 1n,
      'after 1',
    ]);
  });

  it('reject with the error thrown there, with all its fields', async () => {
    await expect(desk.refuse()).rejects.toMatchObject({
      message: 'no',
      code: 'refused',
      where: { position: 5n },
      cause: { message: 'why' },
    });
  });

  it('reject where the answer cannot be sent', async () => {
    await expect(desk.giveFunction()).rejects.toMatchObject({ name: 'DataCloneError' });
  });

  it('reject where what is asked cannot be sent', async () => {
    await expect(desk.wait((() => undefined) as never)).rejects.toMatchObject({ name: 'DataCloneError' });
  });

  it('are counted while they are under way', async () => {
    const waiting = desk.wait(30);
    await sleep(10);
    expect(activity.underway).toBe(1);
    await waiting;
    expect(activity.underway).toBe(0);
    expect(Date.now() - activity.lastAt).toBeLessThan(10_000);
  });

  it('reject when the thread ends before it answered, and after it ended', async () => {
    const worker = new Worker("require('node:worker_threads').parentPort.once('message', () => process.exit())", { eval: true });
    const gone = callsTo<Desk>(worker, ['wait']);
    await expect(gone.wait(1)).rejects.toMatchObject({ code: 'closed' });
    await expect(gone.wait(1)).rejects.toMatchObject({ code: 'closed' });
  });

  it('reject when the thread dies of an error', async () => {
    const worker = new Worker("require('node:worker_threads').parentPort.once('message', () => { throw new Error('bug'); })", {
      eval: true,
    });
    const gone = callsTo<Desk>(worker, ['wait']);
    const died = once(worker, 'error');
    await expect(gone.wait(1)).rejects.toMatchObject({ code: 'closed' });
    expect(String(await died)).toContain('bug');
  });
});
