import type { EventStore } from '#event-store';
import { type Position, START } from '#events';
import type { ViewReader } from '#views';
import { BLOCK, BlockTree } from '../blocks.js';
import { type KeptSeal, KeptTree } from './kept-tree.js';

/** What of the ledger is sealed, and whether the seals are of this ledger. */
export interface SealState {
  /** Events of the ledger, as far as they are projected. */
  readonly size: number;
  /** Events that a seal covers. */
  readonly sealedSize: number;
  /** The first seal with another root than ours. */
  readonly diverged?: KeptSeal;
}

/** Seals that are looked at in one go. */
const SEALS_AT_ONCE = 20;

/**
 * Compares every seal with the root that we have for as many events. Looks at some seals each time it is asked, and at each
 * one once, unless the views were made anew meanwhile.
 */
export class SealWatch {
  readonly #kept: KeptTree;
  readonly #ledger: Pick<EventStore, 'readStored'>;
  #tree: BlockTree;
  #after: Position = START;
  /** The root of the block that the last seal which was looked at ends in, where it is complete. */
  #checked: { readonly block: number; readonly root: string } | undefined;
  #diverged: KeptSeal | undefined;
  #looking: Promise<SealState> | undefined;

  constructor(reader: ViewReader, ledger: Pick<EventStore, 'readStored'>) {
    this.#kept = new KeptTree(reader);
    this.#ledger = ledger;
    this.#tree = this.#newTree();
  }

  /** Calls that come together share one look. */
  async look(): Promise<SealState> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<SealState> {
    if (this.#diverged || !(await this.#isSame())) this.#begin();
    for (const seal of await this.#kept.seals(this.#after, SEALS_AT_ONCE)) {
      const { size } = await this.#kept.head();
      const isOurs = seal.size > 0 && seal.size < size && (await this.#tree.rootAt(seal.size)) === seal.root;
      if (!isOurs) {
        this.#diverged = seal;
        break;
      }
      this.#after = seal.position;
      const block = Math.floor(seal.size / BLOCK) - 1;
      const [kept] = block < 0 ? [] : await this.#kept.blocks(block, 1);
      this.#checked = kept && { block, root: kept.root };
    }
    const { size, sealedSize } = await this.#kept.head();
    return { size, sealedSize, ...(this.#diverged ? { diverged: this.#diverged } : {}) };
  }

  async #isSame(): Promise<boolean> {
    if (!this.#checked) return true;
    const [block] = await this.#kept.blocks(this.#checked.block, 1);
    return block?.root === this.#checked.root;
  }

  #begin(): void {
    this.#after = START;
    this.#checked = undefined;
    this.#diverged = undefined;
    this.#tree = this.#newTree();
  }

  #newTree(): BlockTree {
    return new BlockTree((from, count) => this.#kept.blocks(from, count), this.#ledger);
  }
}
