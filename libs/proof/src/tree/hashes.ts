import { hash as digest } from 'node:crypto';

/** A SHA-256 digest: 64 lower-case hex digits. */
export type Hash = string;

/** The root of a tree without leaves (RFC 9162, 2.1.1): the digest of nothing. */
export const EMPTY_ROOT: Hash = digest('sha256', '');

const LEAF = '\u0000';
const NODE_BYTES = 65;
/** Prefix 01 and two hashes; written anew for each node, because a node is a digest of so few bytes that allocating them took longer. */
const node = Buffer.alloc(NODE_BYTES, 1);

/** The hash of a leaf (RFC 9162, 2.1.1): the digest of 00 and the text's UTF-8. */
export function leafHash(text: string): Hash {
  return digest('sha256', LEAF + text);
}

/** The hash of a node (RFC 9162, 2.1.1): the digest of 01, the left child's hash and the right child's. */
export function nodeHash(left: Hash, right: Hash): Hash {
  node.write(left, 1, 'hex');
  node.write(right, 33, 'hex');
  return digest('sha256', node);
}

/** True for the text of a hash. */
export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
