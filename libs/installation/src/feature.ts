import { installationNamed } from '#events';
import { defineSlice } from '#slice';

/** Which ledger and which vault belong together. */
export const installation = defineSlice({
  name: 'installation',
  events: { InstallationNamed: installationNamed },
  problems: {
    'ledger-missing': { status: 503, title: 'The ledger is gone' },
    'vault-missing': { status: 503, title: 'The vault is gone' },
    'not-together': { status: 503, title: 'Ledger and vault do not belong together' },
    'vault-outdated': { status: 503, title: 'The vault is older than the ledger' },
  },
});
