import { createHmac } from 'node:crypto';

/** The first 128 bits of HMAC-SHA256(key, content), written as PostgreSQL writes a uuid: 16 bytes in a table and its index. */
export function digestOf(key: Buffer, content: string): string {
  const hex = createHmac('sha256', key).update(content).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
