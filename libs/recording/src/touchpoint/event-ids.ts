import { createHash } from 'node:crypto';

const MAX_MS = 2 ** 48 - 1;

/**
 * The stream of one interaction. Its name is plain text, so that interactions of one source recorded in a row stand
 * next to each other in the ledger's index.
 */
export function touchpointStream(source: string, externalId: string): string {
  return `touchpoint-${source}/${externalId}`;
}

/**
 * The id of a touchpoint's event: a UUID of version 8 (RFC 9562), made of the time it happened and a digest of source
 * and external id. Recording the same touchpoint again, anywhere, gives the same id; and ids of one period stand next
 * to each other in the ledger's unique index, which random ids (version 4 or 5) do not.
 */
export function touchpointEventId(source: string, externalId: string, occurredAtMs: number): string {
  const bytes = createHash('sha256').update(`${source}\0${externalId}`).digest().subarray(0, 16);
  bytes.writeUIntBE(Math.min(Math.max(occurredAtMs, 0), MAX_MS), 0, 6);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
