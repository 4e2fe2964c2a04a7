import { LEDGER_SEALED, type RecordedEvent, type SealOfLedger } from '#events';
import type { Projection, Row, StoredViewSet, TableSpec, UnitOfWork } from '#views';
import { BLOCK } from '../blocks.js';
import { recordedLeafHash } from '../leaf.js';
import { sealIn } from '../seal.js';
import { GrowingTree } from '../growing-tree.js';

export const LEDGER_TREE = 'ledger-tree';
/** Under which a seal is announced. */
export const SEALS_TOPIC = 'seals';

/** The complete blocks, by number from 0: positions of their first and last event, and the root. */
const BLOCKS: TableSpec = {
  name: 'blocks',
  columns: { block: 'integer', first_position: 'integer', last_position: 'integer', root: 'text' },
  key: ['block'],
};

/** One row: what it takes to go on with the tree, and to know when a seal is due. */
const TREE: TableSpec = {
  name: 'tree',
  columns: {
    name: 'text',
    size: 'integer',
    subtrees: 'text',
    block_position: 'integer',
    sealed_size: 'integer',
    sealed_root: 'text',
    unsealed_since: 'integer',
  },
  key: ['name'],
};

/** Every seal of the ledger. */
const SEALS: TableSpec = {
  name: 'seals',
  columns: { position: 'integer', size: 'integer', root: 'text', recorded_at: 'integer' },
  key: ['position'],
};

export interface TreeRow extends Row {
  readonly name: 'ledger';
  readonly size: number;
  /** The roots of the complete subtrees, the largest first, one after the other. */
  readonly subtrees: string;
  /** Of the first event of the block that is not complete; 0 where that has none yet. */
  readonly block_position: number;
  /** What the largest seal covers; 0 before the first. */
  readonly sealed_size: number;
  readonly sealed_root: string | null;
  /** When the first event that is no seal came after the last seal: epoch milliseconds. */
  readonly unsealed_since: number | null;
}

const NOTHING: TreeRow = {
  name: 'ledger',
  size: 0,
  subtrees: '',
  block_position: 0,
  sealed_size: 0,
  sealed_root: null,
  unsealed_since: null,
};

/** The Merkle tree over all events of the ledger: the roots of its blocks, and its seals. */
export const ledgerTreeViews: StoredViewSet = {
  name: LEDGER_TREE,
  version: '1',
  receives: 'as-stored',
  tables: [BLOCKS, TREE, SEALS],
  projector: () => new TreeProjection(),
};

class TreeProjection implements Projection<RecordedEvent> {
  #row: TreeRow | undefined;
  #tree = new GrowingTree();

  async apply(events: readonly RecordedEvent[], unit: UnitOfWork): Promise<void> {
    if (!this.#row) {
      this.#row = (await unit.load<TreeRow>(TREE, [[NOTHING.name]]))[0] ?? NOTHING;
      this.#tree = new GrowingTree(this.#row.size, this.#row.subtrees);
    }
    let { block_position, sealed_size, sealed_root, unsealed_since } = this.#row;
    const [blocks, seals]: [Row[], Row[]] = [[], []];
    for (const event of events) {
      const index = this.#tree.size;
      const position = Number(event.position);
      if (index % BLOCK === 0) block_position = position;
      const root = this.#tree.add(recordedLeafHash(event));
      if (root !== undefined)
        blocks.push({ block: this.#tree.size / BLOCK - 1, first_position: block_position, last_position: position, root });
      if (event.type !== LEDGER_SEALED) unsealed_since ??= event.recordedAt;
      const seal = sealIn(event)?.data;
      if (!seal) continue;
      seals.push({ position, size: seal.size, root: seal.root, recorded_at: event.recordedAt });
      unit.announce(SEALS_TOPIC, 'ledger', sealMessage(seal, event));
      if (seal.size <= sealed_size) continue;
      // What came between the last event it covers and the seal is not sealed yet; it came before the seal, by moments.
      unsealed_since = seal.size === index ? null : event.recordedAt;
      [sealed_size, sealed_root] = [seal.size, seal.root];
    }
    const { size, subtrees } = this.#tree;
    this.#row = { name: 'ledger', size, subtrees, block_position, sealed_size, sealed_root, unsealed_since };
    await unit.put(BLOCKS, blocks);
    await unit.put(SEALS, seals);
    await unit.put(TREE, [this.#row]);
  }
}

/** What subscribers are told of a seal. */
function sealMessage({ size, root, previous }: SealOfLedger, { id, position }: RecordedEvent): object {
  return { size, root, ...(previous === null ? {} : { previous }), event: id, position: String(position) };
}
