import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomBytesPooled } from '../keys/random-pool.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;
const HEADER_BYTES = 1 + NONCE_BYTES;

/**
 * AES-256-GCM of `plain` with a fresh random nonce: format byte, nonce, ciphertext, tag. `bound` is authenticated with
 * it, not stored. (Random 96-bit nonces are safe for some 2^32 messages under one key.)
 */
export function encrypt(key: Buffer, plain: string | Buffer, bound: string): Buffer {
  const nonce = randomBytesPooled(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  const box = Buffer.allocUnsafe(HEADER_BYTES + body.length + TAG_BYTES);
  box[0] = FORMAT;
  nonce.copy(box, 1);
  body.copy(box, HEADER_BYTES);
  cipher.getAuthTag().copy(box, HEADER_BYTES + body.length);
  return box;
}

/** The plaintext; `undefined` where anything was altered, or key or `bound` differ. */
export function decrypt(key: Buffer, box: Buffer, bound: string): Buffer | undefined {
  const end = box.length - TAG_BYTES;
  if (end < HEADER_BYTES || box[0] !== FORMAT) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, HEADER_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(box.subarray(end));
  const plain = decipher.update(box.subarray(HEADER_BYTES, end));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
