import { ROLE_MAILBOX } from '#vault';
import type { Recognised } from './score.js';

/** One way in which customers differ from the truth. */
export interface Difference {
  readonly kind: 'split' | 'joined';
  /** Of a split: the records of one entity, by customer. Of a join: the records of one customer, by entity. */
  readonly parts: readonly (readonly string[])[];
  readonly why: string;
}

/**
 * Every entity that is more than one customer, and every customer that is more than one entity, with the reason as far
 * as the identifiers tell it.
 */
export function explainDifferences(
  recognised: readonly Recognised[],
  suggested: readonly { readonly a: number; readonly b: number }[],
): Difference[] {
  const proposed = new Set(
    suggested.flatMap(({ a, b }) => [
      `${idOf(recognised[a])} ${idOf(recognised[b])}`,
      `${idOf(recognised[b])} ${idOf(recognised[a])}`,
    ]),
  );
  const splits = differing(
    recognised,
    (entry) => entry.record.entity,
    (entry) => entry.customer,
  ).map((parts): Difference => {
    const open = parts.filter(
      (part, i) =>
        !parts.some((other, j) => i !== j && part.some((x) => other.some((y) => proposed.has(`${idOf(x)} ${idOf(y)}`)))),
    );
    const shared = sharedTypes(parts);
    const evidence =
      shared.length === 0
        ? 'they share no identifier'
        : shared.every((type) => type === ROLE_MAILBOX)
          ? 'they share a role mailbox, which joins nobody'
          : `they share ${shared.join(', ')}, which a rule kept from joining them (another national id, say)`;
    const review =
      open.length === 0
        ? 'the review queue suggests joining them'
        : open.length < parts.length
          ? 'the review queue suggests joining some of them'
          : 'too little in common even to suggest it';
    return { kind: 'split', parts: parts.map((part) => part.map(idOf)), why: `${evidence}; ${review}` };
  });
  const joins = differing(
    recognised,
    (entry) => entry.customer,
    (entry) => entry.record.entity,
  ).map((parts): Difference => ({
    kind: 'joined',
    parts: parts.map((part) => part.map(idOf)),
    why: `they share ${sharedTypes(parts)
      .filter((type) => type !== ROLE_MAILBOX)
      .join(', ')}`,
  }));
  return [...splits, ...joins];
}

function differing(
  recognised: readonly Recognised[],
  outer: (entry: Recognised) => string,
  inner: (entry: Recognised) => string,
): Recognised[][][] {
  return [...groupBy(recognised, outer).values()]
    .map((group) => [...groupBy(group, inner).values()])
    .filter((parts) => parts.length > 1);
}

function groupBy(entries: readonly Recognised[], keyOf: (entry: Recognised) => string): Map<string, Recognised[]> {
  const groups = new Map<string, Recognised[]>();
  for (const entry of entries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return groups;
}

/** Types of identifiers that two of the parts have in common. */
function sharedTypes(parts: readonly (readonly Recognised[])[]): string[] {
  const seen = new Map<string, Set<number>>();
  parts.forEach((part, i) => {
    for (const { identifiers } of part) {
      for (const { type, normalised } of identifiers) {
        const key = `${type}\n${normalised}`;
        seen.set(key, (seen.get(key) ?? new Set()).add(i));
      }
    }
  });
  return [...new Set([...seen].filter(([, where]) => where.size > 1).map(([key]) => key.slice(0, key.indexOf('\n'))))].toSorted();
}

function idOf(entry: Recognised | undefined): string {
  return entry?.record.id ?? '';
}
