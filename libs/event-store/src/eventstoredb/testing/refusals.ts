import { Metadata, type ServerErrorResponse, status } from '@grpc/grpc-js';
import { Status } from '@eventstore/db-client/generated/status_pb';
import {
  AccessDenied,
  Empty,
  MaximumAppendSizeExceeded,
  Timeout,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';

type Refusal = Pick<ServerErrorResponse, 'code' | 'details' | 'metadata'> & Error;

function refusal(code: status, details: string, trailers: Readonly<Record<string, string>> = {}): Refusal {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const unavailable = (): Refusal => refusal(status.UNAVAILABLE, 'Server Is Not Ready');
export const broken = (): Refusal => refusal(status.UNAVAILABLE, 'Connection dropped');
export const accessDenied = (): Refusal => refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const unauthenticated = (): Refusal => refusal(status.UNAUTHENTICATED, 'Bad HTTP status code: 401');
export const invalidPosition = (): Refusal => refusal(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.');
export const notLeader = (host: string, port: number): Refusal =>
  refusal(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

interface Detail {
  serializeBinary(): Uint8Array;
}

/** A google.rpc.Status with its reason packed, as the answer to one append of many. */
function appendError(message: string, type: string, detail: Detail): Status {
  const any = Buffer.concat([field(1, Buffer.from(`type.googleapis.com/${type}`)), field(2, detail.serializeBinary())]);
  return Status.deserializeBinary(Buffer.concat([field(2, Buffer.from(message)), field(3, any)]));
}

/** A length-delimited field of the protobuf wire format. */
function field(number: number, bytes: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}

export const appendNotReady = (): Status => appendError('Server Is Not Ready', 'google.protobuf.Empty', new Empty());
export const appendRefused = (name: string): Status => appendError(name, `event_store.client.${name}`, new Empty());
export const appendDenied = (): Status => appendError('Access Denied', 'event_store.client.AccessDenied', new AccessDenied());

export const appendTooLate = (): Status => appendError('Timeout', 'event_store.client.Timeout', new Timeout());

export function appendTooLarge(limit: number): Status {
  const detail = new MaximumAppendSizeExceeded();
  detail.setMaxappendsize(limit);
  return appendError('Maximum Append Size Exceeded', 'event_store.client.MaximumAppendSizeExceeded', detail);
}

export function appendWrongVersion(current: number): Status {
  const detail = new WrongExpectedVersion();
  // Without a revision there is no stream.
  if (current >= 0) detail.setCurrentStreamRevision(String(current));
  return appendError('Wrong Expected Version', 'event_store.client.WrongExpectedVersion', detail);
}
