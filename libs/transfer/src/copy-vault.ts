import {
  TRANSFER_TABLES,
  type TransferCounters,
  type TransferCounts,
  type TransferRow,
  type TransferTable,
  type VaultTransfer,
  type VaultTransferTarget,
} from '#vault';
import { DifferenceError } from './transfer-errors.js';
import { type Difference, vaultDifferences } from './vault-differences.js';

export interface VaultWorkOptions {
  /** Asks to stop; work in progress is finished. */
  readonly signal: AbortSignal;
  /** Called with the number of rows that this call has compared. */
  readonly onProgress: (rows: number) => void;
}

/**
 * Makes `to` equal to `from`, whatever an earlier run left there: rows erased in between are removed, missing ones inserted.
 * `to` must be `unfinished`. `false` where it was asked to stop before the end.
 */
export async function copyVault(from: VaultTransfer, to: VaultTransferTarget, options: VaultWorkOptions): Promise<boolean> {
  const { signal, onProgress } = options;
  let looked = 0;
  // First removes, then inserts: a row's replacement may be anywhere in the table.
  for (const table of TRANSFER_TABLES) {
    const isEmpty = (await to.page(table, undefined)).length === 0;
    const unwanted = vaultDifferences(from, to, table, { signal });
    if (!isEmpty)
      await inPages(
        unwanted,
        ({ how }) => how !== 'missing',
        table.pageRows,
        (rows) => to.remove(table, rows),
      );
    if (signal.aborted) return false;
    const missing = vaultDifferences(from, to, table, { signal, onRows: (rows) => onProgress((looked += rows)) });
    await inPages(
      missing,
      ({ how }) => how === 'missing',
      table.pageRows,
      (rows) => to.put(table, rows),
    );
    if (signal.aborted) return false;
  }
  await to.setCounters(await from.counters());
  return true;
}

/**
 * The counts of both; `undefined` where it was asked to stop.
 * @throws DifferenceError that names table and key of the first difference
 */
export async function compareVaults(
  from: VaultTransfer,
  to: VaultTransfer,
  { signal, onProgress }: VaultWorkOptions,
): Promise<TransferCounts | undefined> {
  let looked = 0;
  for (const table of TRANSFER_TABLES) {
    const differences = vaultDifferences(from, to, table, { signal, onRows: (rows) => onProgress((looked += rows)) });
    for await (const { how, row } of differences) throw new DifferenceError(described(table, how, row));
    if (signal.aborted) return undefined;
  }
  const [counts, others] = await Promise.all([countsOf(from), countsOf(to)]);
  if (JSON.stringify(counts) !== JSON.stringify(others))
    throw new DifferenceError('The vaults differ: they do not count the same.');
  return counts.counts;
}

async function countsOf(vault: VaultTransfer): Promise<{ readonly counts: TransferCounts; readonly counters: TransferCounters }> {
  return { counts: await vault.counts(), counters: await vault.counters() };
}

/** Collects differences into pages, and reads on when a page has been processed. */
async function inPages(
  differences: AsyncIterable<Difference>,
  isWanted: (difference: Difference) => boolean,
  pageRows: number,
  deal: (rows: readonly TransferRow[]) => Promise<void>,
): Promise<void> {
  let rows: TransferRow[] = [];
  for await (const difference of differences) {
    if (!isWanted(difference)) continue;
    rows.push(difference.row);
    if (rows.length < pageRows) continue;
    await deal(rows);
    rows = [];
  }
  if (rows.length > 0) await deal(rows);
}

/** The keys of `blocks` are made of names, so messages do not show them. */
function described(table: TransferTable, how: Difference['how'], row: TransferRow): string {
  const what = { missing: 'is not in the copy', extra: 'is in the copy only', different: 'is not the same in the copy' }[how];
  const key = table.name === 'blocks' ? '' : ` ${table.key.map((column) => String(row[column])).join(', ')}`;
  return `The vaults differ: row${key} of ${table.name} ${what}.`;
}
