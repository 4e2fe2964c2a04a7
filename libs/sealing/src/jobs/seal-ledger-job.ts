import { BlockTree, type KeptHead, KeptTree, LEDGER_TREE } from '#proof';
import { DAY_MS, type Job } from '#slice';

/** Events after which the ledger is sealed again. */
const MOST_UNSEALED = 65_536;

/** What the views keep of the ledger contradicts itself, or the newest events. */
class UnfitTreeError extends Error {
  readonly code = 'unfit-tree';
  constructor() {
    super(
      `The views ${LEDGER_TREE} do not fit the ledger, so it is not sealed. Run touchstone ledger verify; where that finds nothing, rebuild them.`,
    );
  }
}

/**
 * Seals what is not sealed yet, as soon as a seal is due. A seal names a committed beginning, so appends meanwhile do not matter.
 * The views know a seal only once it is projected, which takes a while during an import: until then the job knows its last one.
 */
export function sealLedgerJob(): Job {
  let last = 0;
  return {
    name: 'seal-ledger',
    reads: LEDGER_TREE,
    mayNotWait: true,
    async step({ reader, ledger, commands, now }) {
      const kept = new KeptTree(reader);
      const head = await kept.head();
      if (!isSealDue(head, last, now.getTime())) return 0;
      const { size, root, sealedRoot: previous } = head;
      // A seal is there for good, so the root is made again of the blocks: views that a disk damaged seal nothing.
      if ((await new BlockTree((from, count) => kept.blocks(from, count), ledger).rootAt(size)) !== root)
        throw new UnfitTreeError();
      // What is refused has another root than a seal that is there, which whoever watches the seals finds.
      await commands.execute('SealLedger', JSON.stringify({ size, root, previous }), {
        metadata: { principal: { id: 'sealing', kind: 'system' } },
      });
      last = size;
      return 0;
    },
  };
}

/** Whether 65,536 events, or a day with anything but seals, came since the last seal. `last`: what that covers, where it may not be projected yet. */
export function isSealDue({ size, sealedSize, unsealedSince }: KeptHead, last: number, now: number): boolean {
  if (size - Math.max(sealedSize, last) >= MOST_UNSEALED) return true;
  return last <= sealedSize && unsealedSince !== null && now - unsealedSince >= DAY_MS;
}
