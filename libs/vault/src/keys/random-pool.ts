import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 12_288;

let pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * `count` (up to 12,288) bytes from the system's generator, never handed out twice; read in large blocks, since each read is
 * a system call.
 */
export function randomBytesPooled(count: number): Buffer {
  if (used + count > POOL_BYTES) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES));
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
