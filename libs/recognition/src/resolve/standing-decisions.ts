import type { GraphDecision } from './graph.js';
import { pairKey } from './resolve.js';

interface MadeDecision {
  readonly a: string;
  readonly b: string;
  /** 1, 2, 3... on its pair, in the order of recording. */
  readonly number: number;
  readonly verdict: string;
  readonly decided_at: number;
}

/** The latest decision of each pair, by `pairKey`; a withdrawal leaves none. */
export function standingDecisions<D extends MadeDecision>(decisions: Iterable<D>): Map<string, D> {
  const latest = new Map<string, D>();
  for (const decision of decisions) {
    const key = pairKey(decision.a, decision.b);
    const known = latest.get(key);
    if (!known || known.number < decision.number) latest.set(key, decision);
  }
  for (const [key, { verdict }] of latest) if (verdict === 'withdraw') latest.delete(key);
  return latest;
}

/** Those that bear on the graph (a dismissal only closes a review item). */
export function graphDecisions(standing: Iterable<MadeDecision>): GraphDecision[] {
  return [...standing].flatMap(({ a, b, verdict, decided_at: decidedAt }) =>
    verdict === 'link' || verdict === 'separate' || verdict === 'reject-edge' ? [{ a, b, verdict, decidedAt }] : [],
  );
}
