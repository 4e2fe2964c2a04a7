import { BLOCK } from './blocks.js';
import type { Hash } from './tree/hashes.js';
import { MerkleTree, subtreesOf } from './tree/merkle-tree.js';

const HASH_DIGITS = 64;

/** The tree of a ledger that is read event by event: tells the root of each block as it is completed. */
export class GrowingTree {
  readonly #complete: MerkleTree;
  #open: MerkleTree;

  /** `subtrees`: as a tree of this size answered, to go on with it. */
  constructor(size = 0, subtrees = '') {
    const hashes = Array.from({ length: subtrees.length / HASH_DIGITS }, (_, at) =>
      subtrees.slice(HASH_DIGITS * at, HASH_DIGITS * (at + 1)),
    );
    const inOpen = size % BLOCK;
    const ofOpen = hashes.length - subtreesOf(size - inOpen);
    this.#complete = new MerkleTree(size - inOpen, hashes.slice(0, hashes.length - ofOpen));
    this.#open = new MerkleTree(inOpen, hashes.slice(hashes.length - ofOpen));
  }

  get size(): number {
    return this.#complete.size + this.#open.size;
  }

  /** The roots of the complete subtrees, the largest first, one after the other. */
  get subtrees(): string {
    return [...this.#complete.subtrees, ...this.#open.subtrees].join('');
  }

  /** Adds an event's leaf; answers the root of the block that it completes. */
  add(leaf: Hash): Hash | undefined {
    this.#open.add(leaf);
    if (this.#open.size < BLOCK) return undefined;
    const root = this.#open.root();
    this.#complete.addSubtree(root, BLOCK);
    this.#open = new MerkleTree();
    return root;
  }

  root(): Hash {
    return new MerkleTree(this.size, [...this.#complete.subtrees, ...this.#open.subtrees]).root();
  }
}
