import { type Hash, nodeHash } from './hashes.js';

/** Leaves `from` (included) to `to` (not included) of a tree, from 0. A proof is made of the roots over such ranges. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What a proof is made of that leaf `index` is in a tree of `size` leaves, in its order (RFC 9162, 2.1.3.1).
 * @throws RangeError where there is no such leaf
 */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`);
  return pathTo(index, { from: 0, to: size });
}

function pathTo(index: number, { from, to }: LeafRange): readonly LeafRange[] {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...pathTo(index, { from, to: middle }), { from: middle, to }]
    : [...pathTo(index, { from: middle, to }), { from, to: middle }];
}

/**
 * What a proof is made of that a tree of `size` leaves goes on one of `older`, in its order (RFC 9162, 2.1.4.1). Nothing where
 * both are the same.
 * @throws RangeError where the older one is empty or larger
 */
export function consistencyRanges(older: number, size: number): readonly LeafRange[] {
  if (!(older > 0 && older <= size)) throw new RangeError(`A tree of ${size} leaves does not go on one of ${older}.`);
  return pathFrom(older, { from: 0, to: size }, true);
}

function pathFrom(older: number, { from, to }: LeafRange, isWholeOlder: boolean): readonly LeafRange[] {
  if (older === to) return isWholeOlder ? [] : [{ from, to }];
  const middle = from + largestPowerBelow(to - from);
  return older <= middle
    ? [...pathFrom(older, { from, to: middle }, isWholeOlder), { from: middle, to }]
    : [...pathFrom(older, { from: middle, to }, false), { from, to: middle }];
}

/** The largest power of two below `count`, which is 2 or more. */
function largestPowerBelow(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}

/** Whether `path` leads from leaf `index` to `root`, that of a tree of `size` leaves (RFC 9162, 2.1.3.2). */
export function isIncluded(proof: {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Hash[];
  readonly root: Hash;
}): boolean {
  const { leaf, index, size, path, root } = proof;
  if (!(index >= 0 && index < size)) return false;
  let [hash, place, last] = [leaf, index, size - 1];
  for (const step of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(step, hash);
      while (place % 2 === 0 && place > 0) [place, last] = [half(place), half(last)];
    } else hash = nodeHash(hash, step);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && hash === root;
}

/** Whether `path` shows that the tree of `to` goes on that of `from`: nothing before was changed (RFC 9162, 2.1.4.2). */
export function isConsistent(proof: {
  readonly from: { readonly size: number; readonly root: Hash };
  readonly to: { readonly size: number; readonly root: Hash };
  readonly path: readonly Hash[];
}): boolean {
  const { from, to, path } = proof;
  if (!(from.size > 0 && from.size <= to.size)) return false;
  if (from.size === to.size) return path.length === 0 && from.root === to.root;
  const isPowerOfTwo = Number.isInteger(Math.log2(from.size));
  const [first, ...rest] = isPowerOfTwo ? [from.root, ...path] : path;
  if (first === undefined) return false;
  let [place, last] = [from.size - 1, to.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [older, newer] = [first, first];
  for (const step of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [older, newer] = [nodeHash(step, older), nodeHash(step, newer)];
      while (place % 2 === 0 && place > 0) [place, last] = [half(place), half(last)];
    } else newer = nodeHash(newer, step);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && older === from.root && newer === to.root;
}

const half = (count: number): number => Math.floor(count / 2);
