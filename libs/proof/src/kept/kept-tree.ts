import { asPosition, type Position } from '#events';
import type { Row, ViewReader } from '#views';
import type { Block } from '../blocks.js';
import { GrowingTree } from '../growing-tree.js';
import type { Hash } from '../tree/hashes.js';
import type { TreeRow } from './tree-views.js';

/** How far the tree is that was kept while events were projected, and what of it is sealed. */
export interface KeptHead {
  readonly size: number;
  readonly root: Hash;
  /** What the largest seal covers; 0 before the first. */
  readonly sealedSize: number;
  readonly sealedRoot: Hash | null;
  /** When the first event that is no seal came after the last seal: epoch milliseconds; null where there is none. */
  readonly unsealedSince: number | null;
}

/** A seal, as the ledger has it. */
export interface KeptSeal {
  readonly position: Position;
  readonly size: number;
  readonly root: Hash;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
}

/** Reads what the set of views `ledger-tree` keeps. */
export class KeptTree {
  readonly #reader: ViewReader;

  constructor(reader: ViewReader) {
    this.#reader = reader;
  }

  async head(): Promise<KeptHead> {
    const [row] = await this.#reader.all<TreeRow>('SELECT * FROM tree');
    const tree = new GrowingTree(row?.size, row?.subtrees);
    return {
      size: tree.size,
      root: tree.root(),
      sealedSize: row?.sealed_size ?? 0,
      sealedRoot: row?.sealed_root ?? null,
      unsealedSince: row?.unsealed_since ?? null,
    };
  }

  /** Complete blocks from number `from` on, at most `count`. */
  async blocks(from: number, count: number): Promise<readonly Block[]> {
    const rows = await this.#reader.all<BlockRow>(
      'SELECT first_position, last_position, root FROM blocks WHERE block >= ? AND block < ? ORDER BY block',
      [from, from + count],
    );
    return rows.map(({ first_position, last_position, root }) => ({
      first: asPosition(first_position),
      last: asPosition(last_position),
      root,
    }));
  }

  /** Seals after a position, oldest first, at most `limit`. */
  async seals(after: Position, limit: number): Promise<readonly KeptSeal[]> {
    const rows = await this.#reader.all<SealRow>(
      'SELECT position, size, root, recorded_at FROM seals WHERE position > ? ORDER BY position LIMIT ?',
      [Number(after), limit],
    );
    return rows.map(({ position, size, root, recorded_at }) => ({
      position: asPosition(position),
      size,
      root,
      recordedAt: recorded_at,
    }));
  }
}

interface BlockRow extends Row {
  readonly first_position: number;
  readonly last_position: number;
  readonly root: string;
}

interface SealRow extends Row {
  readonly position: number;
  readonly size: number;
  readonly root: string;
  readonly recorded_at: number;
}
