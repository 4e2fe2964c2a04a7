import { compoundIdentifiers, createNormaliser, ROLE_MAILBOX } from '#vault';
import { orderIdentifiers, recordedType, type Rules } from '#recognition';
import { evidenceKey, type GraphEdge, type GraphNode } from '../../libs/recognition/src/resolve/graph.js';
import { resolve } from '../../libs/recognition/src/resolve/resolve.js';
import { ruleFor } from '../../libs/recognition/src/rules/rules.js';
import { blockingKeys } from '../../libs/recognition/src/suggest/blocking-keys.js';
import { compare } from '../../libs/recognition/src/suggest/compare.js';
import { personFeatures, type PersonFeatures } from '../../libs/recognition/src/suggest/person-features.js';
import { LEAST_SCORE } from '../../libs/recognition/src/suggest/suggester.js';
import type { PersonRecord } from './records.js';

/** Pairwise: of the pairs that truly are one entity, how many were found; of those found, how many are true. */
export interface Score {
  readonly recall: number;
  readonly precision: number;
}

/** A record after recognition. */
export interface Recognised {
  readonly record: PersonRecord;
  readonly customer: string;
  readonly identifiers: readonly { readonly type: string; readonly normalised: string }[];
}

/**
 * The recognised records, each one party of one touchpoint: with the vault's normaliser and compound identifiers and the
 * resolver itself, but with the values in clear as handles.
 */
export function recognise(records: readonly PersonRecord[], rules: Rules, region: string): Recognised[] {
  const joins = (type: string): boolean => ruleFor(rules, type).joins;
  const normalise = createNormaliser({ region, blocked: rules.blocked });
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const parties = records.map((record, i) => {
    const stated = [
      ...record.identifiers.map(({ type, value }) => ({ type: recordedType(rules, type, value), value })),
      ...compoundIdentifiers(record.profile, rules.compounds),
      { type: 'record-id', value: record.id },
    ];
    const identifiers = orderIdentifiers(
      rules,
      stated.flatMap((identifier) => {
        const normalised = normalise(identifier);
        return normalised === undefined
          ? []
          : [{ handle: `${identifier.type} ${normalised}`, type: identifier.type, normalised }];
      }),
    );
    const { handle: hub = '', type: hubType = '' } = identifiers[0] ?? {};
    identifiers.forEach(({ handle, type }, ordinal) => {
      const firstKey = evidenceKey(String(i).padStart(6, '0'), 0, ordinal);
      if (!nodes.has(handle)) nodes.set(handle, { handle, type, firstAt: 0, firstKey });
      const key = `${hub} ${handle}`;
      if (ordinal > 0 && !edges.has(key))
        edges.set(key, { hub, other: handle, joins: joins(hubType) && joins(type), firstAt: 0, firstKey, lastAt: 0 });
    });
    return { record, hub, identifiers };
  });
  const { clusters } = resolve({ nodes: [...nodes.values()], edges: [...edges.values()], decisions: [] }, rules);
  const customerOf = new Map(clusters.flatMap(({ customer, members }) => members.map((member) => [member, customer] as const)));
  return parties.map(({ record, hub, identifiers }) => ({ record, customer: customerOf.get(hub) ?? hub, identifiers }));
}

/** The pairs of records that fuzzy matching suggests, as the suggester would: by shared keys of no more than 50 records. */
export function suggest(recognised: readonly Recognised[]): { readonly a: number; readonly b: number; readonly score: number }[] {
  const people = recognised.map(({ record, identifiers }): PersonFeatures =>
    personFeatures(
      record.profile,
      identifiers.filter(({ type, normalised }) => type !== 'record-id' && type !== ROLE_MAILBOX && !normalised.includes('|')),
    ),
  );
  const blocks = new Map<string, number[]>();
  people.forEach((person, i) => {
    for (const key of blockingKeys(person)) {
      const block = blocks.get(key);
      if (block) block.push(i);
      else blocks.set(key, [i]);
    }
  });
  const pairs = new Map<number, { a: number; b: number; score: number }>();
  for (const block of blocks.values()) {
    if (block.length > 50) continue;
    for (const a of block) {
      for (const b of block) {
        const [one, other] = [people[a], people[b]];
        if (a >= b || !one || !other || pairs.has(a * people.length + b) || recognised[a]?.customer === recognised[b]?.customer)
          continue;
        pairs.set(a * people.length + b, { a, b, score: compare(one, other).score });
      }
    }
  }
  return [...pairs.values()].filter(({ score }) => score >= LEAST_SCORE);
}

/** The customers if every suggestion were accepted. */
export function accept(
  recognised: readonly Recognised[],
  pairs: readonly { readonly a: number; readonly b: number }[],
): Recognised[] {
  const leads = new Map<string, string>();
  const find = (customer: string): string => {
    let at = customer;
    for (let up = leads.get(at); up !== undefined; up = leads.get(at)) at = up;
    return at;
  };
  for (const { a, b } of pairs) {
    const [left, right] = [find(recognised[a]?.customer ?? ''), find(recognised[b]?.customer ?? '')];
    if (left !== right) leads.set(left, right);
  }
  return recognised.map((entry) => ({ ...entry, customer: find(entry.customer) }));
}

export function pairwiseScore(recognised: readonly Recognised[]): Score {
  const pairsIn = (groups: Iterable<number>): number => [...groups].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const count = (keyOf: (entry: Recognised) => string): number => {
    const sizes = new Map<string, number>();
    for (const entry of recognised) sizes.set(keyOf(entry), (sizes.get(keyOf(entry)) ?? 0) + 1);
    return pairsIn(sizes.values());
  };
  const found = count(({ customer }) => customer);
  const right = count(({ customer, record }) => `${customer}\n${record.entity}`);
  return { recall: right / count(({ record }) => record.entity), precision: found === 0 ? 1 : right / found };
}
