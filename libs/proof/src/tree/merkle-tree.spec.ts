import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from './hashes.js';
import { MerkleTree, rootOf } from './merkle-tree.js';
import { consistencyRanges, inclusionRanges, isConsistent, isIncluded, type LeafRange } from './proofs.js';

/** The eight leaves of the reference implementations of Certificate Transparency, in hex, and the roots over the first n. */
const REFERENCE = {
  leaves: ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'],
  roots: [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ],
};

/** The reference's leaves as the texts whose UTF-8 they are. */
const leaves = REFERENCE.leaves.map((hex) => leafHash(Buffer.from(hex, 'hex').toString('utf8')));
const root = (range: LeafRange, all = leaves): Hash => rootOf(all.slice(range.from, range.to));
const inclusion = (index: number, size: number, all = leaves): Hash[] =>
  inclusionRanges(index, size).map((range) => root(range, all));
const consistency = (older: number, size: number, all = leaves): Hash[] =>
  consistencyRanges(older, size).map((range) => root(range, all));

describe('A Merkle tree', () => {
  it('has the published roots of Certificate Transparency', () => {
    expect(EMPTY_ROOT).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(REFERENCE.roots.map((_, index) => rootOf(leaves.slice(0, index + 1)))).toEqual(REFERENCE.roots);
  });

  it('has the published inclusion proofs', () => {
    expect(inclusion(0, 1)).toEqual([]);
    expect(inclusion(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(inclusion(5, 8)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(inclusion(2, 3)).toEqual(['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']);
    expect(inclusion(1, 5)).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  it('has the published consistency proofs', () => {
    expect(consistency(1, 1)).toEqual([]);
    expect(consistency(1, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(consistency(6, 8)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(consistency(2, 5)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  it('goes on from its complete subtrees, and from those of many leaves at once', () => {
    const all = Array.from({ length: 1000 }, (_, index) => leafHash(String(index)));
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(3), (cut, power) => {
        const step = 2 ** power;
        const at = cut - (cut % step);
        const before = new MerkleTree();
        for (let from = 0; from < at; from += step) before.addSubtree(rootOf(all.slice(from, from + step)), step);
        const after = new MerkleTree(before.size, before.subtrees);
        for (const leaf of all.slice(at)) after.add(leaf);
        expect([before.root(), after.root()]).toEqual([rootOf(all.slice(0, at)), rootOf(all)]);
      }),
    );
  });
});

describe('A proof', () => {
  const all = Array.from({ length: 300 }, (_, index) => leafHash(`leaf ${index}`));
  /** Another hash in place of one, chosen by `at`. */
  const altered = (hashes: readonly Hash[], at: number): Hash[] =>
    hashes.map((hash, index) => (index === at % hashes.length ? nodeHash(hash, hash) : hash));

  it('holds for every leaf of trees of every size, and for nothing else', () => {
    for (let size = 1; size <= 300; size += 1) {
      const whole = rootOf(all.slice(0, size));
      for (let index = size % 7; index < size; index += 7) {
        const proof = { leaf: all[index] ?? '', index, size, path: inclusion(index, size, all), root: whole };
        expect(isIncluded(proof)).toBe(true);
        expect(isIncluded({ ...proof, leaf: leafHash('another') })).toBe(false);
        expect(isIncluded({ ...proof, root: leafHash('another') })).toBe(false);
        expect(isIncluded({ ...proof, path: [...proof.path, whole] })).toBe(false);
        if (size === 1) continue;
        expect(isIncluded({ ...proof, path: altered(proof.path, index) })).toBe(false);
        expect(isIncluded({ ...proof, path: proof.path.slice(1) })).toBe(false);
        expect(isIncluded({ ...proof, index: (index + 1) % size })).toBe(false);
      }
    }
  });

  it('holds between trees of any two sizes, and for no other roots', () => {
    for (let size = 1; size <= 300; size += 1) {
      const to = { size, root: rootOf(all.slice(0, size)) };
      for (let older = 1 + (size % 11); older <= size; older += 11) {
        const from = { size: older, root: rootOf(all.slice(0, older)) };
        const proof = { from, to, path: consistency(older, size, all) };
        expect(isConsistent(proof)).toBe(true);
        expect(isConsistent({ ...proof, from: { ...from, root: leafHash('another') } })).toBe(false);
        expect(isConsistent({ ...proof, to: { ...to, root: leafHash('another') } })).toBe(false);
        expect(isConsistent({ ...proof, path: [...proof.path, to.root] })).toBe(false);
        if (older === size) continue;
        expect(isConsistent({ ...proof, path: altered(proof.path, older) })).toBe(false);
        expect(isConsistent({ ...proof, path: proof.path.slice(1) })).toBe(false);
      }
    }
  });

  it('is not made for leaves and trees that are not there', () => {
    expect(() => inclusionRanges(3, 3)).toThrow('A tree of 3 leaves has no leaf 3.');
    expect(() => consistencyRanges(4, 3)).toThrow('A tree of 3 leaves does not go on one of 4.');
    expect(isIncluded({ leaf: EMPTY_ROOT, index: 0, size: 0, path: [], root: EMPTY_ROOT })).toBe(false);
    expect(isConsistent({ from: { size: 0, root: EMPTY_ROOT }, to: { size: 1, root: EMPTY_ROOT }, path: [] })).toBe(false);
  });
});
