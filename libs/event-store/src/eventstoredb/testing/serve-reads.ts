import { setTimeout as sleep } from 'node:timers/promises';
import { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { deliver, indexOf, type ReadCall, send } from './answers.js';
import { type Faults, takes } from './faults.js';
import type { LogRecord, MemoryLog } from './memory-log.js';
import { accessDenied, broken, notLeader, unavailable } from './refusals.js';
import { serveSubscription } from './serve-subscription.js';

/** Serves one read or subscription; writes only as fast as the caller reads. */
export async function serveRead(call: ReadCall, log: MemoryLog, faults: Faults): Promise<void> {
  const options = call.request.getOptions();
  if (!options || faults.silent) return;
  try {
    if (takes(faults, 'unavailable')) throw unavailable();
    if (faults.accessDenied) throw accessDenied();
    if (faults.leaderElsewhere && call.metadata.get('requires-leader').length > 0) {
      throw notLeader(faults.leaderElsewhere.host, faults.leaderElsewhere.port);
    }
    if (options.hasSubscription()) await serveSubscription(call, options, log, faults);
    else if (!(await serveEvents(call, options, log, faults))) return;
    call.end();
  } catch (error) {
    if (!call.cancelled) call.emit('error', error);
  }
}

/** False where the call is to be left open. */
async function serveEvents(call: ReadCall, options: ReadReq.Options, log: MemoryLog, faults: Faults): Promise<boolean> {
  const records = options.hasAll() ? allRecords(options, log) : streamRecords(options, log);
  if (!records) {
    const missing = new ReadResp.StreamNotFound();
    missing.setStreamIdentifier(options.getStream()?.getStreamIdentifier());
    const answer = new ReadResp();
    answer.setStreamNotFound(missing);
    await send(call, answer);
    return true;
  }
  const breaks = takes(faults, 'breakReads');
  const stalls = takes(faults, 'stallReads');
  let count = Number(options.getCount());
  for (const record of records) {
    if (count <= 0 || call.cancelled) break;
    count -= 1;
    if (faults.readDelay > 0) await sleep(faults.readDelay);
    await deliver(call, record, faults);
    if (breaks) throw broken();
    if (stalls) return false;
  }
  return true;
}

function* allRecords(options: ReadReq.Options, log: MemoryLog): Generator<LogRecord> {
  const all = options.getAll();
  const { records } = log;
  let index = 0;
  const backwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
  if (all?.hasEnd()) index = records.length;
  else if (all?.hasPosition()) index = indexOf(log, BigInt(all.getPosition()?.getCommitPosition() ?? 0));
  while (backwards ? index > 0 : index < records.length) {
    const record = records[backwards ? --index : index++];
    if (record) yield record;
  }
}

function streamRecords(options: ReadReq.Options, log: MemoryLog): LogRecord[] | undefined {
  const stream = options.getStream();
  const records = log.stream(Buffer.from(stream?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8'));
  if (!records) return undefined;
  const count = Number(options.getCount());
  if (options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS) {
    const last = stream?.hasRevision() ? Number(stream.getRevision()) : records.length - 1;
    return records.slice(Math.max(0, last - count + 1), last + 1).toReversed();
  }
  const from = stream?.hasRevision() ? Number(stream.getRevision()) : 0;
  return records.slice(from, from + count);
}
