import { timeLeft } from './time-left.js';

/** A new edition at `done` of a thousand, which the serving one has seen but for the last ten. */
const at = (done: number, perSecond: number, caughtUp = false) =>
  timeLeft({
    set: 'customers',
    unit: 'events',
    requested: [],
    serving: { edition: 1, version: '1', position: '990', lag: '10', deadLetters: 0, stale: false },
    building: { edition: 2, position: String(done), progress: done / 1000, perSecond, caughtUp },
  });

describe('the time that building takes', () => {
  it.each([
    [500, 100, '5 seconds left'],
    [999, 100, '1 second left'],
    [0, 10, '2 minutes left'],
    [0, 0.2, '1 hour 23 minutes left'],
    [640, 0.1, '1 hour left'],
  ])('at %d of 1,000 with %d a second is %s', (done, rate, text) => expect(at(done, rate)).toBe(text));

  it('is not told before there is a rate, nor when it is over', () => {
    expect(at(0, 0)).toBeUndefined();
    expect(at(1000, 100, true)).toBeUndefined();
  });
});
