import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../contract.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

eventStoreContract(
  'SQLite',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-ledger-'));
    const path = join(folder, 'ledger.db');
    const store = openSqliteEventStore(path);
    let current = store;
    return {
      store,
      reopen: async () => {
        await current.close();
        current = openSqliteEventStore(path);
        return current;
      },
      close: async () => {
        await current.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
  { uniqueIds: 'ledger', clockSkew: 0 },
);
