import { randomUUID } from 'node:crypto';
import { type EventMetadata, QUARANTINE_DISCARDED, QUARANTINE_DISCARDED_VERSION } from '#events';
import { ConcurrencyError, StoreUnavailableError } from '#event-store';
import { type Quarantine, type QuarantinePage, VaultUnavailableError } from '#vault';
import { decideIdentity, type DecideIdentityCommand } from './decide-identity.js';
import { type ReadTouchpoint, readTouchpoint } from './read-touchpoint.js';
import type { RecordProblem, RecordResult } from './record-result.js';
import { type Recording, type RecordingPorts, recordTouchpoints } from './record-touchpoints.js';
import { coalesce } from './coalesce.js';

/** A line of a batch: text to be read, or one that could not even be mapped, with the reason. */
export interface BatchLine {
  readonly text: string;
  readonly problem?: RecordProblem;
}

export type BatchResult =
  | Exclude<RecordResult, { status: 'refused' }>
  | { readonly status: 'quarantined'; readonly quarantineId: string; readonly problem: RecordProblem };

/**
 * The write side. Every call is durable when it resolves. Asynchronous throughout: it may live in a thread of its own.
 */
export interface Recorder {
  /** Records one touchpoint given as JSON text. Calls that come together share transactions; none waits for others to come. */
  record(text: string, metadata: EventMetadata): Promise<RecordResult>;
  /** Records many; what is refused goes to quarantine and the rest goes on. One result a line, in order. */
  recordBatch(lines: readonly BatchLine[], metadata: EventMetadata): Promise<readonly BatchResult[]>;
  decideIdentity(
    command: DecideIdentityCommand,
    metadata: EventMetadata,
  ): Promise<{ readonly id: string; readonly position: string }>;
  /** What was refused, oldest first. */
  quarantined(cursor: string | undefined, limit: number): Promise<QuarantinePage & { readonly total: number }>;
  /** Tries again, with the body as corrected where one is given. Leaves the quarantine when it is recorded. `undefined`: no such item. */
  retryQuarantined(id: string, corrected: string | undefined, metadata: EventMetadata): Promise<RecordResult | undefined>;
  /** Throws the item away; that it was, and why, is recorded. `false`: no such item. */
  discardQuarantined(id: string, reason: string, metadata: EventMetadata): Promise<boolean>;
}

export interface RecorderPorts extends RecordingPorts {
  readonly quarantine: Quarantine;
  readonly now: () => number;
}

/** A batch of at least so many lines gets a transaction of its own; smaller ones share one with others that arrive at the same time. */
const LARGE_BATCH = 50;

export function createRecorder(ports: RecorderPorts): Recorder {
  const { store, kinds, quarantine, now } = ports;

  const recordShared = coalesce(
    (recordings: readonly Recording[]) => recordTouchpoints(recordings, ports),
    (error) => error instanceof StoreUnavailableError || error instanceof VaultUnavailableError,
  );

  async function recordAll(reads: readonly ReadTouchpoint[], metadata: EventMetadata): Promise<RecordResult[]> {
    const valid: Recording[] = [];
    for (const read of reads) if ('touchpoint' in read) valid.push({ touchpoint: read.touchpoint, metadata });
    const recorded = await (valid.length < LARGE_BATCH ? Promise.all(valid.map(recordShared)) : recordTouchpoints(valid, ports));
    const results = recorded.values();
    return reads.map((read) =>
      'touchpoint' in read ? (results.next().value as RecordResult) : { status: 'refused', problem: read.problem },
    );
  }

  async function record(text: string, metadata: EventMetadata): Promise<RecordResult> {
    const read = readTouchpoint(text, kinds);
    return 'touchpoint' in read
      ? recordShared({ touchpoint: read.touchpoint, metadata })
      : { status: 'refused', problem: read.problem };
  }

  return {
    record,

    async recordBatch(lines, metadata) {
      const reads = lines.map((line) => (line.problem ? { problem: line.problem } : readTouchpoint(line.text, kinds)));
      const results = await recordAll(reads, metadata);
      const refused = results.flatMap((result, index) =>
        result.status === 'refused'
          ? [{ index, body: lines[index]?.text ?? '', problem: result.problem, source: sourceOf(reads[index]) }]
          : [],
      );
      if (refused.length === 0) return results as BatchResult[];
      const receivedAt = new Date(now()).toISOString();
      const kept = await quarantine.add(refused.map(({ body, problem, source }) => ({ receivedAt, source, problem, body })));
      const batch = results as (RecordResult | BatchResult)[];
      refused.forEach(({ index, problem }, at) => {
        batch[index] = { status: 'quarantined', quarantineId: kept[at]?.id ?? '', problem };
      });
      return batch as BatchResult[];
    },

    decideIdentity: (command, metadata) => decideIdentity(command, ports, now, metadata),

    async quarantined(cursor, limit) {
      const page = await quarantine.page(cursor, limit);
      return { ...page, total: await quarantine.count() };
    },

    async retryQuarantined(id, corrected, metadata) {
      const item = await quarantine.get(id);
      if (!item) return undefined;
      const result = await record(corrected ?? item.body, metadata);
      if (result.status !== 'refused') await quarantine.remove(id);
      return result;
    },

    async discardQuarantined(id, reason, metadata) {
      const item = await quarantine.get(id);
      if (!item) return false;
      const data = { quarantineId: id, reason, receivedAt: item.receivedAt };
      const event = { id: randomUUID(), type: QUARANTINE_DISCARDED, schemaVersion: QUARANTINE_DISCARDED_VERSION, data, metadata };
      try {
        await store.append(`quarantine-${id}`, [event], 'none');
      } catch (error) {
        // Discarded before, but stopped before the item was removed.
        if (!(error instanceof ConcurrencyError)) throw error;
      }
      await quarantine.remove(id);
      return true;
    },
  };
}

function sourceOf(read: ReadTouchpoint | undefined): string {
  return read && 'touchpoint' in read ? read.touchpoint.source : '';
}
