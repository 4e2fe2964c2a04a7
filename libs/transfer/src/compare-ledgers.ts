import { createHash } from 'node:crypto';
import { type RecordedEvent, START } from '#events';
import type { EventStore } from '#event-store';
import { canonicalJson } from '#text';
import { comparable } from './resume-point.js';
import { DifferenceError } from './transfer-errors.js';

export interface CompareLedgersOptions {
  readonly from: EventStore;
  readonly to: EventStore;
  readonly signal: AbortSignal;
  readonly onProgress: (part: number, events: number) => void;
  /** Sees every event of `to`, in order. */
  readonly onEvents?: (events: readonly RecordedEvent[]) => Promise<void>;
}

/** What both ledgers hold. */
export interface EqualLedgers {
  readonly events: number;
  readonly streams: number;
  /** SHA-256, in hex, over all events in order: canonical JSON of everything but the position, a line each. */
  readonly hash: string;
}

const PAGE = 500;
const FIELDS = ['id', 'stream', 'revision', 'type', 'schemaVersion', 'recordedAt', 'metadata', 'data'] as const;

/**
 * Reads both ledgers side by side, event by event. `undefined` where it was asked to stop.
 * @throws DifferenceError that names the first difference
 */
export async function compareLedgers(options: CompareLedgersOptions): Promise<EqualLedgers | undefined> {
  const { from, to, signal, onProgress, onEvents } = options;
  const head = Math.max(1, Number(await from.head()));
  const hash = createHash('sha256');
  let [events, streams] = [0, 0];
  let [left, right]: [readonly RecordedEvent[], readonly RecordedEvent[]] = [[], []];
  let [leftAfter, rightAfter] = [START, START];
  for (;;) {
    if (signal.aborted) return undefined;
    [left, right] = await Promise.all([
      left.length > 0 ? left : from.readAll(leftAfter, { limit: PAGE }),
      right.length > 0 ? right : to.readAll(rightAfter, { limit: PAGE }),
    ]);
    const count = Math.min(left.length, right.length);
    if (count === 0) break;
    for (let n = 0; n < count; n += 1) {
      const [event, other] = [left[n], right[n]];
      if (!event || !other) break;
      const text = comparable(event);
      if (text !== comparable(other)) throw new DifferenceError(difference(events + n + 1, event, other));
      hash.update(text).update('\n');
      if (event.revision === 0) streams += 1;
    }
    await onEvents?.(right.slice(0, count));
    events += count;
    leftAfter = left[count - 1]?.position ?? leftAfter;
    rightAfter = right[count - 1]?.position ?? rightAfter;
    onProgress(Number(leftAfter) / head, events);
    [left, right] = [left.slice(count), right.slice(count)];
  }
  const [extra] = [...left, ...right];
  if (extra) {
    const side = left.length > 0 ? 'the copy ends before' : 'the copy goes on with';
    throw new DifferenceError(
      `The ledgers differ: after ${events} equal events ${side} event ${extra.id} of stream ${extra.stream}.`,
    );
  }
  return { events, streams, hash: hash.digest('hex') };
}

function difference(nth: number, event: RecordedEvent, other: RecordedEvent): string {
  const where = `The ledgers differ at event ${nth}`;
  if (event.id !== other.id) {
    return `${where}: it is ${event.id} (stream ${event.stream}, revision ${event.revision}), and ${other.id} (stream ${other.stream}, revision ${other.revision}) in the copy.`;
  }
  const field = FIELDS.find((name) => canonicalJson(event[name]) !== canonicalJson(other[name])) ?? 'another field';
  return `${where}, ${event.id} of stream ${event.stream}: not the same ${field} in the copy.`;
}
