import type { EventStore, StoredEvent } from '#event-store';
import { LEDGER_SEALED, type Position, START } from '#events';
import { BLOCK, type Block, BlockTree } from './blocks.js';
import { GrowingTree } from './growing-tree.js';
import { storedLeafHash } from './leaf.js';
import { sealIn } from './seal.js';
import type { Hash } from './tree/hashes.js';

/** What computing a ledger's tree needs of it. */
export type ScannableLedger = Pick<EventStore, 'readStored' | 'head'>;

/** A seal that was met in the ledger. */
export interface FoundSeal {
  readonly size: number;
  readonly root: Hash;
  readonly position: Position;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
}

/** How far a scan is: `part` of the ledger, 0 to 1, and how many events. */
export type OnScanProgress = (part: number, events: number) => void;

const PAGE = 1000;

/**
 * A ledger that is read from its first event on, page by page, and its tree computed. It keeps the root of each block and
 * every seal: some hundred bytes for 256 events.
 */
export class ScannedLedger {
  readonly blocks: Block[] = [];
  readonly seals: FoundSeal[] = [];
  /** The tree over what was read so far. */
  readonly tree: BlockTree;
  readonly #ledger: ScannableLedger;
  readonly #growing = new GrowingTree();
  #first: Position = START;
  #last: Position = START;
  #end: Position | undefined;

  constructor(ledger: ScannableLedger) {
    this.#ledger = ledger;
    this.tree = new BlockTree(async (from, count) => this.blocks.slice(from, from + count), ledger);
  }

  /** The number of events that were read. */
  get size(): number {
    return this.#growing.size;
  }

  /** The root over them. */
  root(): Hash {
    return this.#growing.root();
  }

  /** Reads on, at most `limit` events; gives them. None where the ledger ends. */
  async read(limit = PAGE): Promise<readonly StoredEvent[]> {
    const page = await this.#ledger.readStored(this.#last, { limit: Math.min(limit, PAGE) });
    for (const event of page) this.#add(event);
    return page;
  }

  /** The part of the ledger that was read, 0 to 1. */
  async part(): Promise<number> {
    this.#end ??= await this.#ledger.head();
    return this.#end === START ? 1 : Math.min(1, Number(this.#last) / Number(this.#end));
  }

  #add(event: StoredEvent): void {
    const { position } = event;
    if (this.#growing.size % BLOCK === 0) this.#first = position;
    const root = this.#growing.add(storedLeafHash(event));
    if (root !== undefined) this.blocks.push({ root, first: this.#first, last: position });
    this.#last = position;
    const seal = sealOf(event);
    if (seal) this.seals.push(seal);
  }
}

/** What is no JSON any more is no seal; its leaf tells that it was changed. */
function sealOf(event: StoredEvent): FoundSeal | undefined {
  if (event.type !== LEDGER_SEALED) return undefined;
  const data = parsed(event.data);
  const seal = data === undefined ? undefined : sealIn({ ...event, metadata: {}, data });
  return seal && { size: seal.data.size, root: seal.data.root, position: seal.position, recordedAt: seal.recordedAt };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
