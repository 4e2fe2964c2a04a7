import { StoreUnavailableError } from '#event-store';
import { BLOCK } from '../blocks.js';
import type { KeptHead, KeptTree } from '../kept/kept-tree.js';
import type { KnownRoot } from '../roots/known-root.js';
import { type OnScanProgress, type ScannableLedger, ScannedLedger } from '../scanned-ledger.js';
import type { Hash } from '../tree/hashes.js';
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
  const comparison = new Comparison(scan, kept);
  const known = roots.toSorted((one, other) => one.size - other.size);
  // Before the ledger is read, which then has at least as many events: others may append and project meanwhile.
  const keptHead = await kept?.head();
  let compared = 0;
  while (!signal.aborted) {
    const next = known[compared];
    const page = await readOn(scan, next === undefined ? undefined : next.size - scan.size);
    await comparison.withKeptBlocks();
    await comparison.withSeals();
    for (; known[compared]?.size === scan.size; compared += 1)
      await comparison.withRoot(known[compared] ?? { size: 0, root: '' }, scan.root());
    if (page === 0) {
      const missing = known[compared];
      if (missing) comparison.endsBefore(missing.size, 'A root that was kept elsewhere covers more events than the ledger has.');
      if (keptHead) await comparison.withKeptHead(keptHead);
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

/** @throws LedgerDivergedError where it cannot be read from here on */
async function readOn(scan: ScannedLedger, limit: number | undefined): Promise<number> {
  try {
    return (await scan.read(limit)).length;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError) || error.code !== 'damaged') throw error;
    const range = { from: scan.size + 1, to: scan.size + BLOCK };
    throw new LedgerDivergedError(range, `The ledger cannot be read after event ${scan.size}: ${error.message}`);
  }
}

/** Compares a scan with what is known of the same events, as far as it got. */
class Comparison {
  readonly #scan: ScannedLedger;
  readonly #kept: KeptTree | undefined;
  /** Blocks that the views keep and that are the same. */
  blocks = 0;
  sealedSize = 0;
  #seals = 0;
  #hasMoreKept: boolean;
  /** Up to here somebody agreed. */
  #agreed = 0;

  constructor(scan: ScannedLedger, kept: KeptTree | undefined) {
    this.#scan = scan;
    this.#kept = kept;
    this.#hasMoreKept = kept !== undefined;
  }

  async withKeptBlocks(): Promise<void> {
    const { blocks } = this.#scan;
    if (!this.#kept || !this.#hasMoreKept || this.blocks === blocks.length) return;
    const due = blocks.length - this.blocks;
    const kept = await this.#kept.blocks(this.blocks, due);
    for (const { root } of kept) {
      const [from, to] = [BLOCK * this.blocks, BLOCK * (this.blocks + 1)];
      if (blocks[this.blocks]?.root !== root)
        await this.#diverges(from, to, 'Events are not what they were when the views were made of them.');
      this.blocks += 1;
      this.#agreed = to;
    }
    this.#hasMoreKept = kept.length === due;
  }

  async withSeals(): Promise<void> {
    const { seals, tree } = this.#scan;
    for (const seal of seals.slice(this.#seals)) {
      this.#seals += 1;
      // One that covers itself, or more, was not made by sealing.
      const isPossible = seal.size > 0 && seal.size < this.#scan.size;
      const { size } = seal;
      const when = new Date(seal.recordedAt).toISOString();
      if (!isPossible || (await tree.rootAt(size)) !== seal.root)
        await this.#diverges(Math.min(this.sealedSize, size), size, `Events are not what was sealed on ${when}.`);
      this.sealedSize = Math.max(this.sealedSize, size);
      this.#agreed = Math.max(this.#agreed, size);
    }
  }

  async withRoot({ size, root }: KnownRoot, computed: Hash): Promise<void> {
    if (root !== computed)
      await this.#diverges(Math.min(this.#agreed, size - 1), size, 'A root that was kept elsewhere is another one.');
    this.#agreed = Math.max(this.#agreed, size);
  }

  /** The events after the last complete block, and whether all are still there. */
  async withKeptHead({ size, root }: KeptHead): Promise<void> {
    if (size > this.#scan.size) this.endsBefore(size, 'The ledger ends before events that the views were made of.');
    if ((await this.#scan.tree.rootAt(size)) !== root)
      await this.#diverges(Math.min(this.#agreed, size), size, 'Events are not what they were when the views were made of them.');
  }

  endsBefore(size: number, finding: string): never {
    throw new LedgerDivergedError({ from: this.#scan.size + 1, to: size }, finding);
  }

  async #diverges(after: number, to: number, finding: string): Promise<never> {
    const { tree, size } = this.#scan;
    const [first, last] = [await tree.eventAt(Math.min(after, size - 1)), await tree.eventAt(Math.min(to, size) - 1)];
    throw new LedgerDivergedError(
      {
        from: after + 1,
        to,
        positions: [String(first.position), String(last.position)],
        recorded: [new Date(first.recordedAt).toISOString(), new Date(last.recordedAt).toISOString()],
      },
      finding,
    );
  }
}
