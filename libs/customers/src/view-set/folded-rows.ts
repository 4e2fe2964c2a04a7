import { LRUCache } from 'lru-cache';
import type { Key, Row, TableSpec, UnitOfWork } from '#views';

/** How the state behind one row of a table is read and written. */
export interface RowCodec<State, R extends Row> {
  readonly table: TableSpec;
  readonly keyOf: (row: R) => Key;
  readonly read: (row: R) => State;
  readonly write: (key: Key, state: State) => R;
  /** Roughly what the state weighs, where rows differ much. */
  readonly weigh?: (state: State) => number;
}

/** A row that the batch folds into. */
export interface FoldedRow<State> {
  readonly key: Key;
  /** As folded so far; `undefined` where there is no such row yet. Good from `load` on. */
  state: State | undefined;
  /** Set it where the row is to be put. */
  changed: boolean;
}

/**
 * The rows of one table that a batch folds into: loaded in one go, changed in memory, put in one go. Those used last
 * stay in memory for the next batch, up to `capacity` by weight; they are the rows as they were put.
 */
export class FoldedRows<State extends object, R extends Row> {
  readonly #codec: RowCodec<State, R>;
  readonly #kept: LRUCache<string, State>;
  #batch = new Map<string, FoldedRow<State>>();

  constructor(codec: RowCodec<State, R>, capacity: number) {
    this.#codec = codec;
    this.#kept = new LRUCache(codec.weigh ? { maxSize: capacity, sizeCalculation: codec.weigh } : { max: capacity });
  }

  /** The row with this key, the same one for the whole batch. */
  touch(key: Key): FoldedRow<State> {
    const id = idOf(key);
    let row = this.#batch.get(id);
    if (!row) {
      row = { key, state: this.#kept.get(id), changed: false };
      this.#batch.set(id, row);
    }
    return row;
  }

  /** Loads what was touched and is not in memory. */
  async load(unit: UnitOfWork): Promise<void> {
    const missing: Key[] = [];
    for (const { key, state } of this.#batch.values()) if (state === undefined) missing.push(key);
    if (missing.length === 0) return;
    for (const row of await unit.load<R>(this.#codec.table, missing)) {
      const folded = this.#batch.get(idOf(this.#codec.keyOf(row)));
      if (folded) folded.state = this.#codec.read(row);
    }
  }

  /** Puts what changed and ends the batch. */
  async put(unit: UnitOfWork): Promise<void> {
    const rows: R[] = [];
    for (const [id, { key, state, changed }] of this.#batch) {
      if (state === undefined) continue;
      if (changed) rows.push(this.#codec.write(key, state));
      // A state that was changed in place is weighed again only when it comes anew.
      if (changed && this.#codec.weigh) this.#kept.delete(id);
      this.#kept.set(id, state);
    }
    this.#batch = new Map();
    if (rows.length > 0) await unit.put(this.#codec.table, rows);
  }
}

/** Handles hold no blanks. */
function idOf(key: Key): string {
  return key.length === 2 ? `${key[0]} ${key[1]}` : key.join(' ');
}
