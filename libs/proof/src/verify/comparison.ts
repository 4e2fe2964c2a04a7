import { BLOCK } from '../blocks.js';
import type { KeptHead, KeptTree } from '../kept/kept-tree.js';
import type { KnownRoot } from '../roots/known-root.js';
import type { ScannedLedger } from '../scanned-ledger.js';
import type { Hash } from '../tree/hashes.js';
import { LedgerDivergedError } from './ledger-diverged.js';

/**
 * Compares a ledger that is being read with what is known of the same events, as far as it got. What the views keep is
 * compared first, since it tells where best; where they were made anew of what was changed, it tells nothing.
 */
export class Comparison {
  readonly #scan: ScannedLedger;
  readonly #kept: { readonly tree: KeptTree; readonly head: KeptHead } | undefined;
  /** Blocks that the views keep and that are the same. */
  blocks = 0;
  sealedSize = 0;
  #seals = 0;
  #hasMoreBlocks: boolean;
  #isHeadDue: boolean;
  /** Up to here a seal, or a root from elsewhere, agreed. */
  #vouchedFor = 0;

  constructor(scan: ScannedLedger, kept: { readonly tree: KeptTree; readonly head: KeptHead } | undefined) {
    this.#scan = scan;
    this.#kept = kept;
    this.#hasMoreBlocks = this.#isHeadDue = kept !== undefined;
  }

  async withKeptBlocks(): Promise<void> {
    const { blocks } = this.#scan;
    if (!this.#kept || !this.#hasMoreBlocks || this.blocks === blocks.length) return;
    const due = blocks.length - this.blocks;
    const kept = await this.#kept.tree.blocks(this.blocks, due);
    for (const { root } of kept) {
      const from = BLOCK * this.blocks;
      if (blocks[this.blocks]?.root !== root) await this.#diverges(from, from + BLOCK, OTHER_THAN_PROJECTED);
      this.blocks += 1;
    }
    this.#hasMoreBlocks = kept.length === due;
  }

  /** The events after the last complete block that is kept, once they are read, and whether all are still there. */
  async withKeptHead({ isEnd }: { readonly isEnd: boolean }): Promise<void> {
    if (!this.#kept || !this.#isHeadDue) return;
    const { size, root } = this.#kept.head;
    if (this.#scan.size < size && !isEnd) return;
    this.#isHeadDue = false;
    if (this.#scan.size < size) this.endsBefore(size, 'The ledger ends before events that the views were made of.');
    if ((await this.#scan.tree.rootAt(size)) !== root) await this.#diverges(size - (size % BLOCK), size, OTHER_THAN_PROJECTED);
  }

  async withSeals(): Promise<void> {
    const { seals, tree } = this.#scan;
    for (const { size, root, recordedAt } of seals.slice(this.#seals)) {
      this.#seals += 1;
      // One that covers itself, or more, was not made by sealing.
      const isPossible = size > 0 && size < this.#scan.size;
      if (!isPossible || (await tree.rootAt(size)) !== root)
        await this.#divergesUpTo(size, `Events are not what was sealed on ${new Date(recordedAt).toISOString()}.`);
      this.sealedSize = Math.max(this.sealedSize, size);
      this.#vouchedFor = Math.max(this.#vouchedFor, size);
    }
  }

  /** `computed`: the root over as many events. */
  async withRoot({ size, root }: KnownRoot, computed: Hash): Promise<void> {
    if (root !== computed) await this.#divergesUpTo(size, 'Events are not what they were when their root was kept elsewhere.');
    this.#vouchedFor = Math.max(this.#vouchedFor, size);
  }

  endsBefore(size: number, finding: string): never {
    throw new LedgerDivergedError({ from: this.#scan.size + 1, to: size }, finding);
  }

  /** After what somebody vouched for last; from the beginning, where that is contradicted. */
  #divergesUpTo(size: number, finding: string): Promise<never> {
    return this.#diverges(this.#vouchedFor < size ? this.#vouchedFor : 0, size, finding);
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

const OTHER_THAN_PROJECTED = 'Events are not what they were when the views were made of them.';
