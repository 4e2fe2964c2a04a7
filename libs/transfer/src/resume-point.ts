import { type Position, type RecordedEvent, START } from '#events';
import type { EventStore } from '#event-store';
import { canonicalJson } from '#text';
import { TransferRefusedError } from './transfer-errors.js';

/** Events at the beginning that are compared before anything is written. */
const FIRST = 200;

/**
 * The position in the ledger `from` after which a transfer to the ledger `to` resumes: that of the last event of `to`. There
 * is no other checkpoint that could be lost or wrong. Takes a few reads, whatever the ledgers' size.
 * @throws TransferRefusedError `other-ledger` where `to` begins or ends with what `from` does not have
 */
export async function resumePoint(from: EventStore, to: EventStore): Promise<Position> {
  const head = await to.head();
  if (head === START) return START;
  const first = await to.readAll(START, { limit: FIRST });
  const expected = await from.readAll(START, { limit: first.length });
  if (!first.every((event, n) => isSame(event, expected[n]))) throw otherLedger();
  const [last] = await to.readAt([head]);
  const [same] = last ? await from.readStream(last.stream, { from: last.revision, limit: 1 }) : [];
  if (!last || !same || !isSame(last, same)) throw otherLedger();
  return same.position;
}

/** The parts that must be equal on both sides: everything but the position. */
export function comparable(event: RecordedEvent): string {
  const { position: _, ...rest } = event;
  return canonicalJson(rest);
}

function isSame(event: RecordedEvent, other: RecordedEvent | undefined): boolean {
  return other !== undefined && comparable(event) === comparable(other);
}

function otherLedger(): TransferRefusedError {
  return new TransferRefusedError(
    'other-ledger',
    'The ledger to copy into holds events that the ledger to copy from does not have. Name an empty one, or the one that an earlier run of this copy began. Nothing was written.',
  );
}
