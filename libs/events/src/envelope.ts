import type { Position } from './ids.js';

/** Who acted: somebody, a program outside, or a part of Touchstone itself. */
export interface ActingPrincipal {
  readonly id: string;
  readonly kind: 'person' | 'service' | 'system';
}

/** Who caused an event, and in which request. Never personal data of a customer. */
export interface EventMetadata {
  /** Who acted, as authenticated. Never a name: it would stay in the ledger for ever. */
  readonly principal?: ActingPrincipal;
  /** Events from before principals were known: whom the request named. */
  readonly actor?: string;
  readonly correlationId?: string;
}

/** An event that has not been appended yet. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  /** A UUID. Appending the same id to the same stream again is refused, never doubled. */
  readonly id: string;
  readonly type: Type;
  /** The version of `data`'s shape when it was written; readers get the newest shape through the upcasters. */
  readonly schemaVersion: number;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

/** An event as the ledger keeps it. */
export interface RecordedEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  readonly stream: string;
  /** 0 for the first event of its stream. */
  readonly revision: number;
  readonly position: Position;
  /** When the ledger learned it: milliseconds since the epoch, UTC. Never decreases with position. */
  readonly recordedAt: number;
}
