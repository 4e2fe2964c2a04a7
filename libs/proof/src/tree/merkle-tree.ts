import { EMPTY_ROOT, type Hash, nodeHash } from './hashes.js';

/**
 * A Merkle tree that grows leaf by leaf, as RFC 9162 defines it. It keeps the roots of its complete subtrees alone: one for
 * each bit that is set in the number of its leaves, the largest first.
 */
export class MerkleTree {
  readonly #subtrees: Hash[];
  #size: number;

  /** `subtrees`: what a tree of this size answered. @throws RangeError where their number is not that of such a tree */
  constructor(size = 0, subtrees: readonly Hash[] = []) {
    if (subtrees.length !== subtreesOf(size))
      throw new RangeError(`A tree of ${size} leaves has ${subtreesOf(size)} complete subtrees.`);
    this.#size = size;
    this.#subtrees = [...subtrees];
  }

  /** The number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** The roots of the complete subtrees, the largest first: all that is needed to go on. */
  get subtrees(): readonly Hash[] {
    return this.#subtrees;
  }

  add(leaf: Hash): void {
    this.addSubtree(leaf, 1);
  }

  /**
   * Adds a complete subtree of `leaves` leaves, a power of two.
   * @throws RangeError where the tree ends within such a subtree
   */
  addSubtree(root: Hash, leaves: number): void {
    if (this.#size % leaves !== 0)
      throw new RangeError(`A tree of ${this.#size} leaves cannot go on with a subtree of ${leaves}.`);
    let joined = root;
    for (let place = this.#size / leaves; place % 2 === 1; place = (place - 1) / 2) joined = nodeHash(this.#pop(), joined);
    this.#subtrees.push(joined);
    this.#size += leaves;
  }

  /** The root of the whole. */
  root(): Hash {
    return (
      this.#subtrees.reduceRight<Hash | undefined>(
        (right, left) => (right === undefined ? left : nodeHash(left, right)),
        undefined,
      ) ?? EMPTY_ROOT
    );
  }

  copy(): MerkleTree {
    return new MerkleTree(this.#size, this.#subtrees);
  }

  #pop(): Hash {
    const last = this.#subtrees.pop();
    if (last === undefined) throw new RangeError('The tree has no subtree to join.');
    return last;
  }
}

/** How many complete subtrees a tree of this size has: one for each bit that is set in it. */
export function subtreesOf(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** The root over these leaves. */
export function rootOf(leaves: readonly Hash[]): Hash {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}
