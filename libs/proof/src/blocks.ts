import type { EventStore, StoredEvent } from '#event-store';
import { type Position, START } from '#events';
import { storedLeafHash } from './leaf.js';
import type { Hash } from './tree/hashes.js';
import { MerkleTree } from './tree/merkle-tree.js';
import type { LeafRange } from './tree/proofs.js';

/** Events of a block: leaves whose subtree's root is kept. A power of two. */
export const BLOCK = 256;

/** A complete block: events n times 256 to the next multiple. */
export interface Block {
  readonly root: Hash;
  /** Of its first and last event. */
  readonly first: Position;
  readonly last: Position;
}

/** The complete blocks of a ledger from number `from` on, at most `count`; fewer where there are no more. */
export type ReadBlocks = (from: number, count: number) => Promise<readonly Block[]>;

const BLOCKS_A_PAGE = 1000;

/** The tree of a ledger, made of the roots of its blocks. What lies within a block is read from the ledger again. */
export class BlockTree {
  readonly #blocks: ReadBlocks;
  readonly #ledger: Pick<EventStore, 'readStored'>;
  /** Over complete blocks: what the next, larger root goes on from. */
  #prefix = new MerkleTree();

  constructor(blocks: ReadBlocks, ledger: Pick<EventStore, 'readStored'>) {
    this.#blocks = blocks;
    this.#ledger = ledger;
  }

  /** The root over the first `size` events. Asked for in ascending order, each block is read once. */
  async rootAt(size: number): Promise<Hash> {
    const complete = size - (size % BLOCK);
    if (complete < this.#prefix.size) this.#prefix = new MerkleTree();
    await this.#addBlocks(this.#prefix, this.#prefix.size, complete);
    const tree = this.#prefix.copy();
    for (const event of await this.#events({ from: complete, to: size })) tree.add(storedLeafHash(event));
    return tree.root();
  }

  /** The root over a range of a proof. */
  async rootOf({ from, to }: LeafRange): Promise<Hash> {
    const tree = new MerkleTree();
    const complete = from % BLOCK === 0 ? to - (to % BLOCK) : from;
    if (complete > from) await this.#addBlocks(tree, from, complete);
    for (const event of await this.#events({ from: Math.max(from, complete), to })) tree.add(storedLeafHash(event));
    return tree.root();
  }

  /** The event that is leaf `index`. @throws RangeError where the ledger has fewer */
  async eventAt(index: number): Promise<StoredEvent> {
    const [event] = await this.#events({ from: index, to: index + 1 });
    if (!event) throw new RangeError(`The ledger has no event ${index + 1}.`);
    return event;
  }

  async #addBlocks(tree: MerkleTree, from: number, to: number): Promise<void> {
    for (let at = from; at < to;) {
      const blocks = await this.#blocks(at / BLOCK, Math.min(BLOCKS_A_PAGE, (to - at) / BLOCK));
      if (blocks.length === 0) throw new RangeError(`Of the events up to ${to}, the block from ${at} on is missing.`);
      for (const { root } of blocks) tree.addSubtree(root, BLOCK);
      at += blocks.length * BLOCK;
    }
  }

  /** Events of one block; fewer where the ledger ends before. */
  async #events({ from, to }: LeafRange): Promise<readonly StoredEvent[]> {
    if (to <= from) return [];
    const begin = from - (from % BLOCK);
    let after = begin === 0 ? START : (await this.#blocks(begin / BLOCK - 1, 1))[0]?.last;
    if (after === undefined) throw new RangeError(`The block before event ${begin + 1} is missing.`);
    const events: StoredEvent[] = [];
    while (begin + events.length < to) {
      const page = await this.#ledger.readStored(after, { limit: to - begin - events.length });
      if (page.length === 0) break;
      events.push(...page);
      after = page.at(-1)?.position ?? after;
    }
    return events.slice(from - begin);
  }
}
