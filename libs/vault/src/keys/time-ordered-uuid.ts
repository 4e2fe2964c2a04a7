import { randomBytesPooled } from './random-pool.js';

const MOST_IN_A_MILLISECOND = 0xfff;

let lastMillisecond = 0;
let counter = 0;

/**
 * A UUID version 7: milliseconds since the epoch, a counter, 62 random bits. Those of one process ascend as text, which
 * keeps indexes compact; nobody can guess one.
 */
export function timeOrderedUuid(): string {
  const now = Date.now();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    counter = 0;
  } else if (++counter > MOST_IN_A_MILLISECOND) {
    lastMillisecond++;
    counter = 0;
  }
  const time = lastMillisecond.toString(16).padStart(12, '0');
  const random = randomBytesPooled(8);
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const tail = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
