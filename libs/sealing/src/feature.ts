import { ledgerSealed } from '#events';
import { LEDGER_TREE, ledgerTreeViews, SEALS_TOPIC } from '#proof';
import { defineSlice } from '#slice';
import { sealLedgerJob } from './jobs/seal-ledger-job.js';
import { sealsTopic } from './topics/seals.js';

/** The ledger is sealed as it grows, so that it shows itself whether anything before was changed. */
export function sealing() {
  return defineSlice({
    name: 'sealing',
    events: { LedgerSealed: ledgerSealed },
    commands: { SealLedger: async () => (await import('./commands/seal-ledger.js')).sealLedger },
    views: { [LEDGER_TREE]: ledgerTreeViews },
    topics: { [SEALS_TOPIC]: sealsTopic },
    jobs: { 'seal-ledger': sealLedgerJob() },
    problems: { 'ledger-diverged': { status: 409, title: 'The ledger is not what it was' } },
  });
}
