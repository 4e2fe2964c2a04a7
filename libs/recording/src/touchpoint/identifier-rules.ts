import type { CompoundPart, ResolvedIdentifier } from '#vault';

/** What recording needs to know of how identifiers tell who somebody is. */
export interface IdentifierRules {
  /** Identifiers that are made from parts of what a party says of itself. */
  readonly compounds: readonly { readonly type: string; readonly parts: readonly CompoundPart[] }[];
  /** The types of identifier that people state, with their names. */
  readonly statedTypes: readonly { readonly type: string; readonly label: string }[];
  /** The type under which an identifier, stated as one of `type`, is recorded: a role mailbox is not the e-mail of a person. */
  recordedType(type: string, value: string): string;
  /** The strongest first, by content alone, no handle twice. */
  strongestFirst<T extends ResolvedIdentifier>(identifiers: readonly T[]): readonly T[];
}
