import type { RecordedEvent } from './envelope.js';
import type { Handle, Sealed } from './ids.js';

/** A sealed section of an event: its name within the event, and under whose key it is. */
export interface SealedSection {
  readonly section: string;
  readonly hub: Handle;
  readonly sealed: Sealed;
}

/** Turns version n of an event's data into version n + 1. Pure. */
export type Upcaster = (data: never) => unknown;

/** What the ledger must know about a type of event. */
export interface EventDeclaration<Type extends string = string, Data = unknown> {
  readonly type: Type;
  /** The newest version of the data's shape: the one that is written. */
  readonly version: number;
  /** The step up from each older version, the first being from 1 to 2. */
  readonly upcasters: readonly Upcaster[];
  /** All sealed sections of an event's data, in the newest shape: what a copy of a ledger checks and an erasure leaves unreadable. */
  sealed(data: Data): readonly SealedSection[];
}

/** The recorded event that a declaration describes. */
export type EventOf<Declaration> =
  Declaration extends EventDeclaration<infer Type, infer Data> ? RecordedEvent<Type, Data> : never;

type HoldsSealed<T> = T extends Sealed
  ? true
  : T extends readonly (infer Item)[]
    ? HoldsSealed<Item>
    : T extends object
      ? { [Field in keyof T]-?: HoldsSealed<Exclude<T[Field], undefined>> }[keyof T]
      : false;

type Sections<Data> =
  true extends HoldsSealed<Data>
    ? { readonly sealed: (data: Data) => readonly SealedSection[] }
    : { readonly sealed?: undefined };

/**
 * Declares a type of event: `declareEvent<Data>()({ type, version, upcasters, sealed })`. Data that holds a sealed text must
 * say where its sections are, or it does not compile.
 */
export function declareEvent<Data>() {
  return <Type extends string>(
    declaration: Pick<EventDeclaration<Type, Data>, 'type' | 'version' | 'upcasters'> & Sections<Data>,
  ): EventDeclaration<Type, Data> => {
    const { sealed = () => [] } = declaration;
    return { ...declaration, sealed };
  };
}
