import { setImmediate as nextTurn } from 'node:timers/promises';
import { RepeatedTry } from './repeated-try.js';

const PAUSE_MS = 5000;

describe('Work that becomes due again and again', () => {
  let tries: (() => void)[];
  let refusals: ((error: Error) => void)[];
  let failures: unknown[];
  let work: RepeatedTry;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    [tries, refusals, failures] = [[], [], []];
    work = new RepeatedTry({
      work: () =>
        new Promise((resolve, reject) => {
          tries.push(resolve);
          refusals.push(reject);
        }),
      onFailure: (error) => void failures.push(error),
      pauseMs: PAUSE_MS,
    });
  });
  afterEach(() => jest.useRealTimers());

  it('is tried once at a time, and once more where it became due meanwhile', async () => {
    for (let n = 0; n < 3; n++) work.due();
    expect(tries).toHaveLength(1);
    tries[0]?.();
    await nextTurn();
    expect(tries).toHaveLength(2);
    tries[1]?.();
    await nextTurn();
    expect(tries).toHaveLength(2);
    work.due();
    expect(tries).toHaveLength(3);
  });

  it('that failed is tried again after one pause, however often it became due', async () => {
    work.due();
    work.due();
    refusals[0]?.(new Error('no'));
    await nextTurn();
    for (let n = 0; n < 3; n++) work.due();
    jest.advanceTimersByTime(PAUSE_MS - 1);
    expect([tries.length, failures]).toEqual([1, [new Error('no')]]);
    jest.advanceTimersByTime(1);
    expect(tries).toHaveLength(2);
    tries[1]?.();
    await nextTurn();
    jest.advanceTimersByTime(10 * PAUSE_MS);
    expect(tries).toHaveLength(2);
  });

  it('is tried no more once it was stopped, and what fails then is of no concern', async () => {
    work.due();
    work.stop();
    refusals[0]?.(new Error('closed'));
    await nextTurn();
    work.due();
    jest.advanceTimersByTime(PAUSE_MS);
    expect([tries.length, failures]).toEqual([1, []]);
  });
});
