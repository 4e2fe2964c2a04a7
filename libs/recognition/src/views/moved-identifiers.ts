import { compareText } from '../rules/rules.js';
import type { WorkingSet } from './working-set.js';

/** Identifiers that went from one customer to another. */
export interface Moved {
  readonly from: string;
  readonly to: string;
  readonly handles: readonly string[];
}

/** Follows, during an event, which identifiers leave which customer. */
export class MovedIdentifiers {
  /** By handle: the customer it belonged to before the event. */
  readonly #left = new Map<string, string>();

  /** To be called before an identifier gets another customer; it may come back within the event. */
  leaves(handle: string, customer: string): void {
    if (!this.#left.has(handle)) this.#left.set(handle, customer);
  }

  /** Where they are now; those that are where they were, and `newcomers`, are left out. Ready for the next event then. */
  take(set: WorkingSet, newcomers: ReadonlySet<string>): Moves {
    const moves = new Moves();
    for (const [handle, from] of this.#left) {
      const to = set.clusterOf(set.node(handle)).customer;
      if (to !== from && !newcomers.has(handle)) moves.add(from, to, handle);
    }
    this.#left.clear();
    return moves;
  }
}

/** The moves of one event, by where from and where to. */
class Moves {
  readonly #moves = new Map<string, { readonly from: string; readonly to: string; readonly handles: string[] }>();

  add(from: string, to: string, handle: string): void {
    const known = this.#moves.get(`${from} ${to}`);
    if (known) known.handles.push(handle);
    else this.#moves.set(`${from} ${to}`, { from, to, handles: [handle] });
  }

  /** The identifiers that went from one to the other, sorted; each is given once. */
  take(from: string, to: string): readonly string[] {
    const handles = this.#moves.get(`${from} ${to}`)?.handles.toSorted(compareText) ?? [];
    this.#moves.delete(`${from} ${to}`);
    return handles;
  }

  /** What was not taken. */
  rest(): readonly Moved[] {
    return [...this.#moves.values()]
      .map(({ from, to, handles }) => ({ from, to, handles: handles.toSorted(compareText) }))
      .toSorted((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
  }
}
