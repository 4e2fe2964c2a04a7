import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  StreamNotFoundError,
  TimeoutError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { AppendTooLargeError, ConcurrencyError, DuplicateEventIdError, StoreUnavailableError } from '../event-store.js';

/** The server accepted a call and did not answer it in time. */
export class NoAnswerError extends Error {
  constructor(milliseconds: number) {
    super(`No answer within ${milliseconds} ms.`);
  }
}

/**
 * What a failure means for the caller:
 * - `broken`: the connection is unusable; whether the call was carried out is unknown. Retry with another client.
 * - `busy`: the server cannot do it now, or the node is not the leader, after which the client connects to the leader. Retry.
 * - the others: retrying does not help.
 */
export type Failure =
  | 'broken'
  | 'busy'
  | 'wrong-revision'
  | 'no-stream'
  | 'too-large'
  | 'access-denied'
  | 'no-such-position'
  | 'stream-deleted'
  | 'foreign';

const OWN_ERRORS = [ConcurrencyError, DuplicateEventIdError, AppendTooLargeError, StoreUnavailableError];

const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNAUTHENTICATED = 16;

export function failureOf(error: unknown): Failure {
  if (error instanceof NoAnswerError) return 'broken';
  if (!(error instanceof Error) || error.name === 'AbortError' || OWN_ERRORS.some((own) => error instanceof own))
    return 'foreign';
  const code = 'code' in error ? error.code : undefined;
  if (error instanceof AccessDeniedError || code === PERMISSION_DENIED || code === UNAUTHENTICATED) return 'access-denied';
  if (error instanceof WrongExpectedVersionError) return 'wrong-revision';
  if (error instanceof StreamNotFoundError) return 'no-stream';
  if (error instanceof MaxAppendSizeExceededError) return 'too-large';
  if (error instanceof StreamDeletedError) return 'stream-deleted';
  if (error instanceof NotLeaderError || error instanceof TimeoutError || error instanceof DeadlineExceededError) return 'busy';
  if (error instanceof UnavailableError || error instanceof CancelledError) return 'broken';
  if (code === INVALID_ARGUMENT) return 'no-such-position';
  // This code means either a message that is too large or an overloaded server.
  if (code === RESOURCE_EXHAUSTED) return /message (?:larger than|exceeds)/i.test(error.message) ? 'too-large' : 'busy';
  // An append refused for a reason unknown to the client has no code; a stream reset has one.
  if (error instanceof UnknownError) return code === undefined ? refusedFor(error.message) : 'broken';
  // Discovery, closed channels and sockets give plain errors; a mistake in a call is a TypeError.
  return error instanceof TypeError || error instanceof RangeError ? 'foreign' : 'broken';
}

/** Why an append was refused, by the name that the client passes on; none where the server does not know either. */
function refusedFor(name: string): Failure {
  if (name.includes('SizeExceeded')) return 'too-large';
  return name === '' || /not ready|busy|no leader info|NotHandledReason/i.test(name) ? 'busy' : 'foreign';
}

/**
 * Maps a permanent failure to the port's error; any other error is returned as it is. Messages name hosts and a remedy, never
 * data or a password.
 */
export function asStoreError(error: unknown, hosts: string, stream = 'a stream'): unknown {
  const failure = failureOf(error);
  const options = { cause: error };
  switch (failure) {
    case 'access-denied':
      return new StoreUnavailableError(
        'access-denied',
        `EventStoreDB at ${hosts} refuses access. Check user and password in the connection string, and that this user may read and write all streams.`,
        options,
      );
    case 'too-large':
      return new AppendTooLargeError(
        stream,
        error instanceof MaxAppendSizeExceededError ? error.maxAppendSize : undefined,
        'Append fewer or smaller events, or raise MaxAppendSize and MaxAppendEventSize on every node of EventStoreDB.',
      );
    case 'stream-deleted':
      return new StoreUnavailableError(
        'damaged',
        `A stream of the ledger was deleted on EventStoreDB at ${hosts}. The ledger is append-only: restore the last backup, and take the right to delete from whoever has it.`,
        options,
      );
    case 'no-such-position':
      return unknownPlace(hosts, options);
    case 'broken':
    case 'busy':
      return new StoreUnavailableError('unreachable', unreachableMessage(error, hosts), options);
    default:
      return error;
  }
}

/** The subscription's position is not in this server's ledger. */
export function unknownPlace(hosts: string, options?: ErrorOptions): StoreUnavailableError {
  return new StoreUnavailableError(
    'damaged',
    `EventStoreDB at ${hosts} does not know the place in the ledger that it was asked for. Is this the server the views were built from, and was it restored from an older backup? Rebuild the views.`,
    options,
  );
}

function unreachableMessage(error: unknown, hosts: string): string {
  const text = error instanceof Error ? error.message : '';
  if (/certificate|self.signed|altname|SSL|TLS/i.test(text)) {
    return `The certificate of EventStoreDB at ${hosts} is not trusted. Name the authority that signed it with tlsCAFile in the connection string, and check the host's name in it.`;
  }
  const reason =
    error instanceof NoAnswerError ? 'it accepts connections and does not answer' : 'no connection, or no leader just now';
  return `EventStoreDB at ${hosts} cannot be used just now (${reason}). Check that it runs and is reached from here. To repeat a failed append with the same event ids is safe.`;
}
