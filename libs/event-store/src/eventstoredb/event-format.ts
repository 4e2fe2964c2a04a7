import { type EventData, jsonEvent, type JSONType, type Position as LogPosition } from '@eventstore/db-client';
import { asPosition, type EventMetadata, type NewEvent, type Position, type RecordedEvent } from '#events';
import { StoreUnavailableError } from '../event-store.js';

/** An event as the client gives it, of this or another application. */
export interface ServerEvent {
  readonly streamId: string;
  readonly id: string;
  readonly isJson: boolean;
  readonly revision: bigint;
  readonly type: string;
  readonly created: Date;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position?: LogPosition | undefined;
}

/** The ledger's own fields in an event's metadata, under the key `touchstone`. */
interface OwnMetadata {
  readonly schemaVersion: number;
  /**
   * Which call to `append` wrote the event. Tells this process's append, whose answer was lost, from another's append of the
   * same event.
   */
  readonly append: string;
  /**
   * `recordedAt` in the ledger that the event was imported from, milliseconds since the epoch; absent where it was recorded
   * here.
   */
  readonly recordedAt?: number;
}

/** The append id of events imported from another ledger. */
const TAKEN_OVER = 'taken-over';

/** Event ids are compared case-insensitively. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The protocol takes no larger message, whatever the server's own limit. */
export const LARGEST_APPEND = 15 * 1024 * 1024;
/** What stands for "no position" in the protocol. */
const NO_POSITION = 2n ** 63n;

/**
 * Events as the client takes them, marked with the append they belong to, and their size in bytes.
 * @throws TypeError for data that JSON cannot hold RangeError for an id or a type that the server would refuse
 */
export function encodeEvents(
  events: readonly NewEvent[],
  append: string,
): { readonly encoded: EventData[]; readonly bytes: number } {
  let bytes = 0;
  const encoded = events.map((event) => {
    const one = encode(event, { schemaVersion: event.schemaVersion, append });
    bytes += one.bytes;
    return one.encoded;
  });
  return { encoded, bytes };
}

/**
 * An event of another ledger as the client takes it, and its size in bytes. The server stamps its own time on what it is
 * given, so the time at which the event was recorded goes with it; `decodeEvent` gives it back as `recordedAt`.
 * @throws RangeError for an id or a type that the server would refuse
 */
export function encodeTakenOver(event: RecordedEvent): { readonly encoded: EventData; readonly bytes: number } {
  return encode(event, { schemaVersion: event.schemaVersion, append: TAKEN_OVER, recordedAt: event.recordedAt });
}

function encode(
  { id, type, data, metadata }: NewEvent,
  own: OwnMetadata,
): { readonly encoded: EventData; readonly bytes: number } {
  if (!UUID.test(id)) throw new RangeError('The id of an event is a UUID.');
  if (type === '' || type.startsWith('$')) throw new RangeError('The type of an event is not empty and does not begin with $.');
  const marked = { ...metadata, touchstone: own };
  const json: string | undefined = JSON.stringify(data);
  if (json === undefined) throw new TypeError('The data of an event must be something that JSON can hold.');
  const bytes = Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(marked)) + 2 * type.length + 64;
  // The client writes any value as JSON; its types know objects, lists and texts.
  const encoded: EventData = jsonEvent({ id, type, data: data as JSONType, metadata: marked });
  return { encoded, bytes };
}

/**
 * An event of this ledger; undefined for the server's own events and those of other applications.
 * @throws StoreUnavailableError where the server does not say where an event is
 */
export function decodeEvent(event: ServerEvent): RecordedEvent | undefined {
  const own = ownMetadata(event);
  if (!own) return undefined;
  const { touchstone: _, ...metadata } = event.metadata as EventMetadata & { touchstone: OwnMetadata };
  return {
    id: event.id,
    type: event.type,
    schemaVersion: own.schemaVersion,
    data: event.data,
    metadata,
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event),
    recordedAt: own.recordedAt ?? event.created.getTime(),
  };
}

/** Which call to `append` wrote this event; undefined where it is not of this ledger. */
export function appendOf(event: ServerEvent): string | undefined {
  return ownMetadata(event)?.append;
}

/**
 * The commit position stands for the event: every append of this ledger commits itself, so that commit and prepare
 * position of each of its events are the same, and no two events have the same one.
 */
function positionOf({ position }: ServerEvent): Position {
  if (position && position.commit < NO_POSITION) return asPosition(position.commit);
  throw new StoreUnavailableError(
    'unreachable',
    'EventStoreDB does not tell the positions of events when a stream is read. Use a server of version 22.6 or newer.',
  );
}

/** The place of an event of this ledger in the server's log. */
export function logPosition(position: Position): LogPosition {
  return { commit: position, prepare: position };
}

function ownMetadata({ streamId, type, isJson, metadata }: ServerEvent): OwnMetadata | undefined {
  if (streamId.startsWith('$') || type.startsWith('$') || !isJson) return undefined;
  if (typeof metadata !== 'object' || metadata === null || !('touchstone' in metadata)) return undefined;
  const own = metadata.touchstone;
  return typeof own === 'object' && own !== null && 'schemaVersion' in own && typeof own.schemaVersion === 'number'
    ? (own as OwnMetadata)
    : undefined;
}

/** True where the server and the protocol can hold a stream of this name, and it is not one of the server's own. */
export function isStreamName(stream: string): boolean {
  return stream.length > 0 && !stream.startsWith('$') && !/\p{Surrogate}/u.test(stream);
}

/** About how much memory a value takes as JSON, in bytes. */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  for (const [key, item] of Object.entries(value)) size += key.length + 4 + roughSize(item);
  return size;
}
