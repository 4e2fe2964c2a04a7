import type { TransferRow, TransferTable, TransferValue, VaultTransfer } from '#vault';

export type Difference = { readonly how: 'missing' | 'extra' | 'different'; readonly row: TransferRow };

export interface Watch {
  /** Asks to stop. */
  readonly signal: AbortSignal;
  /** Called with the number of further rows of `from` that were read. */
  readonly onRows?: (rows: number) => void;
}

/**
 * Reads a table of both vaults side by side and gives the rows in `from` only (`missing`), in `to` only (`extra`), and the
 * rows of `from` that differ in `to` (`different`), in the order of keys. Ends early where it is asked to stop.
 */
export async function* vaultDifferences(
  from: VaultTransfer,
  to: VaultTransfer,
  table: TransferTable,
  { signal, onRows }: Watch,
): AsyncGenerator<Difference, void, void> {
  const [left, right] = [rowsOf(from, table, onRows), rowsOf(to, table)];
  let [a, b] = [await left.next(), await right.next()];
  while (!signal.aborted && (!a.done || !b.done)) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(table, a.value, b.value);
    if (order < 0 && !a.done) {
      yield { how: 'missing', row: a.value };
      a = await left.next();
    } else if (order > 0 && !b.done) {
      yield { how: 'extra', row: b.value };
      b = await right.next();
    } else if (!a.done && !b.done) {
      const [row, other] = [a.value, b.value];
      if (table.columns.some(({ name }) => row[name] !== other[name])) yield { how: 'different', row };
      [a, b] = [await left.next(), await right.next()];
    }
  }
}

/** Reads the next page when the one before is consumed. */
async function* rowsOf(
  vault: VaultTransfer,
  table: TransferTable,
  onRows?: (rows: number) => void,
): AsyncGenerator<TransferRow, void, void> {
  let after: TransferRow | undefined;
  for (;;) {
    const page = await vault.page(table, after);
    if (page.length === 0) return;
    onRows?.(page.length);
    yield* page;
    after = page.at(-1);
  }
}

function compareKeys({ key }: TransferTable, a: TransferRow, b: TransferRow): number {
  for (const column of key) {
    const order = compareValues(a[column] ?? null, b[column] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: TransferValue, b: TransferValue): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
