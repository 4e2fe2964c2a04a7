import { type Hash, isHash } from '../tree/hashes.js';

/** The root over a ledger's first events. */
export interface KnownRoot {
  /** The number of events, from the first one on. */
  readonly size: number;
  readonly root: Hash;
}

/** A root as people and files note it: `SIZE:ROOT`. */
export function formatRoot({ size, root }: KnownRoot): string {
  return `${size}:${root}`;
}

/** Undefined where the text is no root. */
export function parseRoot(text: string): KnownRoot | undefined {
  const [, digits = '', root = ''] = /^(\d{1,15}):([0-9a-f]+)$/i.exec(text.trim()) ?? [];
  const size = Number(digits);
  return size > 0 && isHash(root.toLowerCase()) ? { size, root: root.toLowerCase() } : undefined;
}
