import type { EventStore, LedgerImport } from '#event-store';
import type { AccessStores } from '#platform';
import type { TransferCounts, VaultTransfer, VaultTransferTarget } from '#vault';
import { compareLedgers, type EqualLedgers } from './compare-ledgers.js';
import { compareAccess, copyAccess } from './copy-access.js';
import { copyEvents } from './copy-events.js';
import { compareVaults, copyVault } from './copy-vault.js';
import { resumePoint } from './resume-point.js';
import { SealedSample } from './sealed-sample.js';
import { DifferenceError, TransferRefusedError } from './transfer-errors.js';

/** A ledger with its vault, and who may come in. Nobody else writes to them. */
export interface TransferSide {
  readonly ledger: EventStore;
  readonly vault: VaultTransfer;
  readonly access: AccessStores;
}

export interface TransferTarget extends TransferSide {
  readonly vault: VaultTransferTarget;
  /** Writes to the same ledger. */
  readonly events: LedgerImport;
}

export interface TransferNews {
  readonly phase: 'vault' | 'events' | 'comparing-vaults' | 'comparing';
  /** 0 to 1; undefined where the total is unknown. */
  readonly part?: number;
  /** Rows or events that this phase has processed. */
  readonly done: number;
}

export interface TransferOptions {
  /** Asks to stop; work in progress is finished, and the same call resumes from there. */
  readonly signal: AbortSignal;
  readonly onProgress: (news: TransferNews) => void;
}

/** The result: counts of what both sides hold. */
export interface EqualSides extends EqualLedgers {
  readonly vault: TransferCounts;
  /** Sealed sections that were opened with both vaults. */
  readonly sections: number;
  /** Named tokens, revoked ones among them. */
  readonly tokens: number;
}

/**
 * Makes `to` hold what `from` holds: the vault first, then the events, whose sections need it, then named tokens; then compares the two. Killed
 * at any moment, the same call resumes where it was and stores nothing twice. Until it has finished, no server opens the
 * vault of `to`. `undefined` where it was asked to stop.
 * @throws TransferRefusedError DifferenceError StoreUnavailableError VaultUnavailableError and what `LedgerImport.take`
 * throws
 */
export async function transfer(
  from: TransferSide,
  to: TransferTarget,
  options: TransferOptions,
): Promise<EqualSides | undefined> {
  const { signal, onProgress } = options;
  await refuseUnfinished(from);
  const after = await resumePoint(from.ledger, to.ledger);
  if ((await to.vault.state()) === 'in-use') return ended(from, to, options);
  await to.vault.begin();
  const isVaultCopied = await copyVault(from.vault, to.vault, {
    signal,
    onProgress: (done) => onProgress({ phase: 'vault', done }),
  });
  if (!isVaultCopied) return undefined;
  const areEventsCopied = await copyEvents({
    from: from.ledger,
    to: to.events,
    after,
    signal,
    onProgress: (part, done) => onProgress({ phase: 'events', part, done }),
  });
  if (!areEventsCopied) return undefined;
  await copyAccess(from.access, to.access);
  const equal = await compareSides(from, to, options);
  if (equal) await to.vault.finish();
  return equal;
}

/**
 * Compares every event, every row of the vaults, the named tokens, and what a sample of sealed sections opens to. Writes nothing.
 * `undefined` where it was asked to stop.
 * @throws DifferenceError that names the first difference
 */
export async function compareSides(
  from: TransferSide,
  to: TransferSide,
  options: TransferOptions,
): Promise<EqualSides | undefined> {
  const { signal, onProgress } = options;
  const vault = await compareVaults(from.vault, to.vault, {
    signal,
    onProgress: (done) => onProgress({ phase: 'comparing-vaults', done }),
  });
  if (!vault) return undefined;
  const tokens = await compareAccess(from.access, to.access);
  const sample = new SealedSample(from.vault, to.vault);
  const ledgers = await compareLedgers({
    from: from.ledger,
    to: to.ledger,
    signal,
    onProgress: (part, done) => onProgress({ phase: 'comparing', part, done }),
    onEvents: (events) => sample.look(events),
  });
  return ledgers && { ...ledgers, vault, sections: sample.sections, tokens };
}

async function refuseUnfinished({ vault }: TransferSide): Promise<void> {
  if ((await vault.state()) !== 'unfinished') return;
  throw new TransferRefusedError(
    'source-unfinished',
    'The vault to copy from is itself a copy that was not finished. Finish that copy first, or copy from where it came from.',
  );
}

/** After a finished copy, or once touchpoints are recorded there, nothing is written any more. */
async function ended(from: TransferSide, to: TransferSide, options: TransferOptions): Promise<EqualSides | undefined> {
  try {
    return await compareSides(from, to, options);
  } catch (error) {
    if (!(error instanceof DifferenceError)) throw error;
    throw new TransferRefusedError(
      'target-in-use',
      `The vault to copy into is in use and not a copy of this one, so nothing was written. Name an empty database or folder. ${error.message}`,
    );
  }
}
