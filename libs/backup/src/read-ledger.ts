import { openSqliteEventStore } from '#event-store';
import { type KnownRoot, verifyLedger } from '#proof';
import type { Watched } from './news.js';

/**
 * Reads a ledger's file to its end: how many events it holds, and the root of the tree over them, once that agrees with the seals
 * in it and with `known`.
 * @throws LedgerDivergedError that names the first range that differs; StoreUnavailableError; the reason of `signal`
 */
export async function readLedger(
  path: string,
  known: KnownRoot | undefined,
  { signal, onProgress }: Watched,
): Promise<KnownRoot> {
  const ledger = openSqliteEventStore(path, { readonly: true });
  try {
    const verified = await verifyLedger({
      ledger,
      roots: known && known.size > 0 ? [known] : [],
      signal,
      onProgress: (part, done) => onProgress({ phase: 'reading', part, done }),
    });
    signal.throwIfAborted();
    return { size: verified?.size ?? 0, root: verified?.root ?? '' };
  } finally {
    await ledger.close();
  }
}
