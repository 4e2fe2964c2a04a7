import { StoreUnavailableError } from '#event-store';
import type { KeptTree } from '../kept/kept-tree.js';
import type { KnownRoot } from '../roots/known-root.js';
import { type OnScanProgress, type ScannableLedger, ScannedLedger } from '../scanned-ledger.js';
import { Comparison } from './comparison.js';
import { LedgerDivergedError } from './ledger-diverged.js';

export interface VerifyOptions {
  readonly ledger: ScannableLedger;
  /** What was kept when the events were projected: finds a change within 256 events, sealed or not. */
  readonly kept?: KeptTree;
  /** Roots that were kept elsewhere. */
  readonly roots?: readonly KnownRoot[];
  readonly signal: AbortSignal;
  readonly onProgress: OnScanProgress;
}

/** A ledger that is what all who were asked say it was. */
export interface VerifiedLedger extends KnownRoot {
  /** The seals it agrees with, and how many events the largest one covers. */
  readonly seals: number;
  readonly sealedSize: number;
  /** The blocks of 256 events that the views keep and it agrees with; undefined where they were not asked. */
  readonly keptBlocks: number | undefined;
  /** The roots from elsewhere that it agrees with. */
  readonly roots: number;
}

/**
 * Computes the ledger's tree again from its events and compares it with the seals in it, with what the views keep, and with
 * roots from elsewhere. Reads only; others may append meanwhile. `undefined` where it was asked to stop.
 * @throws LedgerDivergedError that names the first range that differs
 */
export async function verifyLedger({
  ledger,
  kept,
  roots = [],
  signal,
  onProgress,
}: VerifyOptions): Promise<VerifiedLedger | undefined> {
  const scan = new ScannedLedger(ledger);
  // What is kept is asked for first: the ledger that is read then has at least as many events, while others append and project.
  const comparison = new Comparison(scan, kept && { tree: kept, head: await kept.head() });
  const known = roots.toSorted((one, other) => one.size - other.size);
  let compared = 0;
  while (!signal.aborted) {
    const next = known[compared];
    const page = await readOn(scan, next === undefined ? undefined : next.size - scan.size);
    await comparison.withKeptBlocks();
    await comparison.withKeptHead({ isEnd: page === 0 });
    await comparison.withSeals();
    for (; known[compared]?.size === scan.size; compared += 1)
      await comparison.withRoot(known[compared] ?? { size: 0, root: '' }, scan.root());
    if (page === 0) {
      const missing = known[compared];
      if (missing) comparison.endsBefore(missing.size, 'A root that was kept elsewhere covers more events than the ledger has.');
      const { blocks, sealedSize } = comparison;
      return {
        size: scan.size,
        root: scan.root(),
        seals: scan.seals.length,
        sealedSize,
        keptBlocks: kept ? blocks : undefined,
        roots: known.length,
      };
    }
    onProgress(await scan.part(), scan.size);
  }
  return undefined;
}

/** Answers how many events were read. @throws LedgerDivergedError that names the event which cannot be read */
async function readOn(scan: ScannedLedger, limit: number | undefined): Promise<number> {
  try {
    return (await scan.read(limit)).length;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return readOneByOne(scan);
  }
}

async function readOneByOne(scan: ScannedLedger): Promise<number> {
  const before = scan.size;
  try {
    while ((await scan.read(1)).length > 0);
    return scan.size - before;
  } catch (error) {
    if (!isDamage(error)) throw error;
    const event = scan.size + 1;
    throw new LedgerDivergedError(
      { from: event, to: event },
      `The ledger cannot be read on from event ${event}: ${error.message}`,
    );
  }
}

function isDamage(error: unknown): error is StoreUnavailableError {
  return error instanceof StoreUnavailableError && error.code === 'damaged';
}
