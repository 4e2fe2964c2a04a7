import { leafOf } from '../leaf.js';
import type { KnownRoot } from '../roots/known-root.js';
import { type FoundSeal, type OnScanProgress, type ScannableLedger, ScannedLedger } from '../scanned-ledger.js';
import { type Hash, leafHash } from '../tree/hashes.js';
import { consistencyRanges, inclusionRanges, isConsistent, isIncluded, type LeafRange } from '../tree/proofs.js';
import { LedgerDivergedError } from '../verify/ledger-diverged.js';

/** Shows to whoever knows `root` that an event is in the ledger, as it is here. */
export interface InclusionProof extends KnownRoot {
  /** The event's id. */
  readonly event: string;
  /** All that was recorded, as the text that is digested. */
  readonly leaf: string;
  /** The event's place among those of the ledger, from 0. */
  readonly index: number;
  /** The hashes that lead from the leaf to the root. */
  readonly path: readonly Hash[];
  /** When the ledger was sealed with this root: ISO 8601. Absent where no seal covers the event yet. */
  readonly sealed?: string;
}

/** Shows to whoever knows both roots that nothing before the older one was changed: events were only added. */
export interface ConsistencyProof {
  readonly from: KnownRoot;
  /** `sealed`: when the ledger was sealed with this root, where it was: ISO 8601. */
  readonly to: KnownRoot & { readonly sealed?: string };
  readonly path: readonly Hash[];
}

export interface ProveOptions {
  readonly ledger: ScannableLedger;
  readonly signal: AbortSignal;
  readonly onProgress: OnScanProgress;
}

/** What was to be proved is not in the ledger. */
export class NothingToProveError extends Error {
  readonly code = 'nothing-to-prove';
}

/**
 * Proves that the event with this id is in the ledger, to the root of its newest seal; where none covers the event, to that of
 * all events. Reads the ledger from end to end. `undefined` where it was asked to stop.
 * @throws NothingToProveError LedgerDivergedError
 */
export async function proveEvent(id: string, options: ProveOptions): Promise<InclusionProof | undefined> {
  const wanted = id.toLowerCase();
  let index: number | undefined;
  const scan = await scanWhole(options, (ids, size) => {
    const at = ids.findIndex((each) => each.toLowerCase() === wanted);
    if (at >= 0) index ??= size + at;
  });
  if (!scan) return undefined;
  if (index === undefined) throw new NothingToProveError(`The ledger has no event ${id}.`);
  const to = await provenRoot(scan, index + 1);
  const leaf = leafOf(await scan.tree.eventAt(index));
  const path = await hashesOf(scan, inclusionRanges(index, to.size));
  if (!isIncluded({ leaf: leafHash(leaf), index, path, ...to })) throw changedMeanwhile(to.size);
  return { event: wanted, leaf, index, path, ...to };
}

/**
 * Proves that the ledger goes on from an older root, to the root of its newest seal; where that is not beyond it, to that of
 * all events. `since` without a size is the root of a seal. `undefined` where it was asked to stop.
 * @throws NothingToProveError LedgerDivergedError where the ledger had another root at that size
 */
export async function proveSince(
  since: { readonly root: Hash; readonly size?: number },
  options: ProveOptions,
): Promise<ConsistencyProof | undefined> {
  const scan = await scanWhole(options);
  if (!scan) return undefined;
  const { root, size = scan.seals.find((seal) => seal.root === root)?.size } = since;
  if (size === undefined)
    throw new NothingToProveError(
      `No seal of the ledger has the root ${root}. Give it with the number of events that it covers, as SIZE:ROOT. If it is the root of a seal, that seal was taken out.`,
    );
  if (size > scan.size)
    throw new LedgerDivergedError({ from: scan.size + 1, to: size }, 'The root covers more events than the ledger has.');
  if ((await scan.tree.rootAt(size)) !== root)
    throw new LedgerDivergedError({ from: 1, to: size }, `The ledger had another root after ${size} events.`);
  const from = { size, root };
  const to = await provenRoot(scan, size + 1);
  const path = await hashesOf(scan, consistencyRanges(size, to.size));
  if (!isConsistent({ from, to, path })) throw changedMeanwhile(to.size);
  return { from, to, path };
}

async function scanWhole(
  { ledger, signal, onProgress }: ProveOptions,
  onPage: (ids: readonly string[], size: number) => void = () => undefined,
): Promise<ScannedLedger | undefined> {
  const scan = new ScannedLedger(ledger);
  while (!signal.aborted) {
    const before = scan.size;
    const page = await scan.read();
    if (page.length === 0) return scan;
    onPage(
      page.map(({ id }) => id),
      before,
    );
    onProgress(await scan.part(), scan.size);
  }
  return undefined;
}

/** The newest seal over `least` events or more; otherwise the root of all. */
async function provenRoot(scan: ScannedLedger, least: number): Promise<KnownRoot & { readonly sealed?: string }> {
  const seal = scan.seals.reduce<FoundSeal | undefined>(
    (newest, each) => (each.size >= Math.max(least, newest?.size ?? 0) ? each : newest),
    undefined,
  );
  if (!seal) return { size: scan.size, root: scan.root() };
  const { size, root, recordedAt } = seal;
  const sealed = new Date(recordedAt).toISOString();
  if (size >= scan.size || (await scan.tree.rootAt(size)) !== root)
    throw new LedgerDivergedError({ from: 1, to: size }, `Events are not what was sealed on ${sealed}.`);
  return { size, root, sealed };
}

async function hashesOf(scan: ScannedLedger, ranges: readonly LeafRange[]): Promise<readonly Hash[]> {
  const hashes: Hash[] = [];
  for (const range of ranges) hashes.push(await scan.tree.rootOf(range));
  return hashes;
}

function changedMeanwhile(size: number): LedgerDivergedError {
  return new LedgerDivergedError({ from: 1, to: size }, 'The ledger changed while it was read.');
}
