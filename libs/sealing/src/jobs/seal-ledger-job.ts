import { type KeptHead, KeptTree, LEDGER_TREE } from '#proof';
import { DAY_MS, type Job } from '#slice';

/** Events after which the ledger is sealed again. */
const MOST_UNSEALED = 65_536;

/** Seals what is not sealed yet, as soon as a seal is due. A seal names a committed beginning, so appends meanwhile do not matter. */
export const sealLedgerJob: Job = {
  name: 'seal-ledger',
  reads: LEDGER_TREE,
  mayNotWait: true,
  async step({ reader, commands, now }) {
    const head = await new KeptTree(reader).head();
    if (!isSealDue(head, now.getTime())) return 0;
    const { size, root, sealedRoot: previous } = head;
    // What is refused has another root than a seal that is there, which whoever watches the seals finds.
    await commands.execute('SealLedger', JSON.stringify({ size, root, previous }), {
      metadata: { principal: { id: 'sealing', kind: 'system' } },
    });
    return 0;
  },
};

/** Whether 65,536 events, or a day with anything but seals, came since the last seal. */
export function isSealDue({ size, sealedSize, unsealedSince }: KeptHead, now: number): boolean {
  return size - sealedSize >= MOST_UNSEALED || (unsealedSince !== null && now - unsealedSince >= DAY_MS);
}
