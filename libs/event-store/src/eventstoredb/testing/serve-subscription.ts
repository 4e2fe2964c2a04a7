import { type ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { confirmation, deliver, indexOf, type ReadCall, send } from './answers.js';
import { type Faults, takes } from './faults.js';
import type { LogRecord, MemoryLog } from './memory-log.js';
import { broken } from './refusals.js';

/** Records between two checkpoints, times the interval that the subscriber asked for. */
const CHECKPOINT_EVERY = 32;

/**
 * The log after the requested position, the message that the subscription has caught up, then new events, until the caller
 * cancels.
 */
export async function serveSubscription(call: ReadCall, options: ReadReq.Options, log: MemoryLog, faults: Faults): Promise<void> {
  await send(call, confirmation());
  if (takes(faults, 'endSubscriptions')) return;
  if (takes(faults, 'dropSubscriptions')) throw broken();
  const matches = filterOf(options);
  const after = options.getAll()?.hasPosition() ? BigInt(options.getAll()?.getPosition()?.getCommitPosition() ?? 0) : -1n;
  const wanted = (record: LogRecord): boolean => record.position > after && matches(record);
  const every = CHECKPOINT_EVERY * Math.max(1, options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
  let next = firstIndex(options, log);
  let live = false;
  let wake: () => void = () => undefined;
  const forget = log.listen(() => wake());
  call.on('cancelled', () => wake());
  try {
    while (!call.cancelled) {
      const record = log.records[next];
      if (record && !faults.muteSubscriptions) {
        next += 1;
        if (wanted(record)) await deliver(call, record, faults);
        if (next % every === 0) await sendCheckpoint(call, record, faults);
        continue;
      }
      if (!live && !faults.muteSubscriptions) {
        live = true;
        const answer = new ReadResp();
        answer.setCaughtUp(new ReadResp.CaughtUp());
        await send(call, answer);
        const last = log.records[next - 1];
        if (last) await sendCheckpoint(call, last, faults);
        if (next < log.records.length) continue;
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    forget();
  }
}

function firstIndex(options: ReadReq.Options, log: MemoryLog): number {
  const all = options.getAll();
  if (all?.hasEnd()) return log.records.length;
  return all?.hasPosition() ? indexOf(log, BigInt(all.getPosition()?.getCommitPosition() ?? 0)) : 0;
}

function filterOf(options: ReadReq.Options): (record: LogRecord) => boolean {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return () => true;
  const text = filter.hasStreamIdentifier() ? (record: LogRecord) => record.stream : (record: LogRecord) => record.type;
  const prefixes = expression.getPrefixList();
  const regex = new RegExp(expression.getRegex());
  return (record) =>
    prefixes.length > 0 ? prefixes.some((prefix) => text(record).startsWith(prefix)) : regex.test(text(record));
}

async function sendCheckpoint(call: ReadCall, { position }: LogRecord, { repeatCheckpoints }: Faults): Promise<void> {
  for (let times = repeatCheckpoints ? 2 : 1; times > 0; times -= 1) {
    const checkpoint = new ReadResp.Checkpoint();
    checkpoint.setCommitPosition(String(position));
    checkpoint.setPreparePosition(String(position));
    const answer = new ReadResp();
    answer.setCheckpoint(checkpoint);
    await send(call, answer);
  }
}
