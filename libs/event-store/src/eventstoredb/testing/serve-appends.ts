import type { ServerDuplexStream } from '@grpc/grpc-js';
import { AllStreamPosition } from '@eventstore/db-client/generated/shared_pb';
import type { Status } from '@eventstore/db-client/generated/status_pb';
import { type BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { type Faults, takes } from './faults.js';
import type { ExpectedVersion, MemoryLog, ProposedEvent } from './memory-log.js';
import {
  appendDenied,
  appendNotReady,
  appendRefused,
  appendTooLarge,
  appendTooLate,
  appendWrongVersion,
  broken,
  notLeader,
  unavailable,
} from './refusals.js';

type AppendStream = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

interface PendingAppend {
  readonly options: BatchAppendReq.Options;
  readonly events: ProposedEvent[];
}

/** Serves one stream of appends: each is answered by itself, in the order they came. */
export function serveAppends(stream: AppendStream, log: MemoryLog, faults: Faults): void {
  const pending = new Map<string, PendingAppend>();
  const fail = (error: Error): void => void stream.emit('error', error);
  if (takes(faults, 'unavailable')) return fail(unavailable());
  const requiresLeader = stream.metadata.get('requires-leader').length > 0;

  stream.on('data', (request: BatchAppendReq) => {
    if (faults.silent) return;
    const correlation = request.getCorrelationId()?.getString() ?? '';
    const options = request.getOptions();
    if (options) pending.set(correlation, { options, events: [] });
    const append = pending.get(correlation);
    if (!append) return;
    append.events.push(...request.getProposedMessagesList().map(proposed));
    if (!request.getIsFinal()) return;
    pending.delete(correlation);

    if (requiresLeader && faults.leaderElsewhere) {
      return fail(notLeader(faults.leaderElsewhere.host, faults.leaderElsewhere.port));
    }
    const answer = new BatchAppendResp();
    answer.setCorrelationId(request.getCorrelationId());
    answer.setStreamIdentifier(append.options.getStreamIdentifier());
    const error = refused(append, faults);
    if (error) {
      answer.setError(error);
    } else {
      const name = Buffer.from(append.options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
      const outcome = log.append(name, append.events, expected(append.options));
      if (takes(faults, 'loseAnswers')) return fail(broken());
      if ('current' in outcome) {
        answer.setError(appendWrongVersion(outcome.current));
      } else {
        const position = new AllStreamPosition();
        position.setCommitPosition(String(outcome.position));
        position.setPreparePosition(String(outcome.position));
        const success = new BatchAppendResp.Success();
        success.setCurrentRevision(String(outcome.revision));
        success.setPosition(position);
        answer.setSuccess(success);
      }
    }
    stream.write(answer);
  });
  stream.on('end', () => stream.end());
  stream.on('error', () => undefined);
}

function refused({ options, events }: PendingAppend, faults: Faults): Status | undefined {
  if (faults.accessDenied) return appendDenied();
  const deadline = options.getDeadline()?.toDate();
  if (deadline && deadline.getTime() <= Date.now()) return appendTooLate();
  if (takes(faults, 'notReady')) return appendNotReady();
  if (faults.refusal !== undefined) return appendRefused(faults.refusal);
  const size = events.reduce((sum, { type, data, metadata }) => sum + 2 * type.length + data.length + metadata.length, 0);
  return size > faults.maxAppendSize ? appendTooLarge(faults.maxAppendSize) : undefined;
}

function proposed(message: BatchAppendReq.ProposedMessage): ProposedEvent {
  const properties = message.getMetadataMap();
  return {
    id: (message.getId()?.getString() ?? '').toLowerCase(),
    type: properties.get('type') ?? '',
    contentType: properties.get('content-type') ?? '',
    metadata: message.getCustomMetadata_asU8(),
    data: message.getData_asU8(),
  };
}

function expected(options: BatchAppendReq.Options): ExpectedVersion {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream-exists';
  return BigInt(options.getStreamPosition());
}
