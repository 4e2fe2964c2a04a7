import type { Key, Row, TableSpec, UnitOfWork } from '#views';

/** How the state behind one row of a table is read and written. */
export interface RowCodec<State, R extends Row> {
  readonly table: TableSpec;
  readonly keyOf: (row: R) => Key;
  readonly read: (row: R) => State;
  readonly write: (key: Key, state: State) => R;
}

/** A row that the batch folds into. */
export interface FoldedRow<State> {
  readonly key: Key;
  /** As folded so far; `undefined` where there is no such row yet. Good from `load` on. */
  state: State | undefined;
  /** Set it where the row is to be put. */
  changed: boolean;
}

/** The rows of one table that a batch folds into: loaded in one go, changed in memory, put in one go. */
export class FoldedRows<State extends object, R extends Row> {
  readonly #codec: RowCodec<State, R>;
  readonly #rows = new Map<string, FoldedRow<State>>();

  constructor(codec: RowCodec<State, R>) {
    this.#codec = codec;
  }

  /** The row with this key, the same one for the whole batch. */
  touch(key: Key): FoldedRow<State> {
    const id = idOf(key);
    let row = this.#rows.get(id);
    if (!row) this.#rows.set(id, (row = { key, state: undefined, changed: false }));
    return row;
  }

  /** Loads what was touched. */
  async load(unit: UnitOfWork): Promise<void> {
    if (this.#rows.size === 0) return;
    const keys = Array.from(this.#rows.values(), ({ key }) => key);
    for (const row of await unit.load<R>(this.#codec.table, keys)) {
      const folded = this.#rows.get(idOf(this.#codec.keyOf(row)));
      if (folded) folded.state = this.#codec.read(row);
    }
  }

  /** Puts what changed. */
  async put(unit: UnitOfWork): Promise<void> {
    const rows: R[] = [];
    for (const { key, state, changed } of this.#rows.values())
      if (changed && state !== undefined) rows.push(this.#codec.write(key, state));
    if (rows.length > 0) await unit.put(this.#codec.table, rows);
  }
}

/** Handles hold no blanks. */
function idOf(key: Key): string {
  return key.length === 2 ? `${key[0]} ${key[1]}` : key.join(' ');
}
