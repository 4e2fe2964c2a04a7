import { type ResolvedIdentifier, ROLE_MAILBOX } from '#vault';
import { orderIdentifiers, recordedType, type Rules } from './rules.js';

/** What rules say of identifiers where touchpoints are recorded. */
export function identifierRules(rules: Rules) {
  const derived = new Set([ROLE_MAILBOX, ...rules.compounds.map(({ type }) => type)]);
  return {
    /** Identifiers that are made from parts of what a party says of itself. */
    compounds: rules.compounds,
    /** The types of identifier that people state, with their names: none that is derived from others. */
    statedTypes: rules.identifiers.filter(({ type }) => !derived.has(type)).map(({ type, label }) => ({ type, label })),
    /** See `recordedType`. */
    recordedType: (type: string, value: string): string => recordedType(rules, type, value),
    /** See `orderIdentifiers`. */
    strongestFirst: <T extends ResolvedIdentifier>(identifiers: readonly T[]): readonly T[] =>
      orderIdentifiers(rules, identifiers),
  };
}
