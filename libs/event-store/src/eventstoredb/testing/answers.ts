import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { type ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Faults } from './faults.js';
import type { LogRecord, MemoryLog } from './memory-log.js';
import { invalidPosition } from './refusals.js';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** @throws a refusal where no record begins at this position */
export function indexOf(log: MemoryLog, position: bigint): number {
  const index = log.indexOf(position);
  if (index === undefined) throw invalidPosition();
  return index;
}

export async function deliver(call: ReadCall, record: LogRecord, faults: Faults): Promise<void> {
  await send(call, eventAnswer(record));
  if (faults.duplicateDelivery) await send(call, eventAnswer(record));
}

export async function send(call: ReadCall, answer: ReadResp): Promise<void> {
  if (call.cancelled || call.write(answer)) return;
  const gone = new AbortController();
  const left = (): void => gone.abort();
  call.once('cancelled', left);
  await once(call, 'drain', { signal: gone.signal }).catch(() => undefined);
  call.off('cancelled', left);
}

function eventAnswer(record: LogRecord): ReadResp {
  const id = new UUID();
  id.setString(record.id);
  const stream = new StreamIdentifier();
  stream.setStreamName(Buffer.from(record.stream, 'utf8'));
  const event = new ReadResp.ReadEvent.RecordedEvent();
  event.setId(id);
  event.setStreamIdentifier(stream);
  event.setStreamRevision(String(record.revision));
  event.setCommitPosition(String(record.position));
  event.setPreparePosition(String(record.position));
  event
    .getMetadataMap()
    .set('type', record.type)
    .set('content-type', record.contentType)
    // In ticks of 100 nanoseconds.
    .set('created', `${record.created}0000`);
  event.setCustomMetadata(record.metadata);
  event.setData(record.data);
  const read = new ReadResp.ReadEvent();
  read.setEvent(event);
  read.setCommitPosition(String(record.position));
  const answer = new ReadResp();
  answer.setEvent(read);
  return answer;
}

export function confirmation(): ReadResp {
  const confirmed = new ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(randomUUID());
  const answer = new ReadResp();
  answer.setConfirmation(confirmed);
  return answer;
}
