import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../contract.js';
import { openEventStoreDb } from './open-eventstoredb.js';
import { startEventStoreStub } from './testing/stub-server.js';

eventStoreContract(
  'EventStoreDB, as a stub',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-eventstoredb-'));
    const file = join(folder, 'log.jsonl');
    let stub = await startEventStoreStub({ file });
    const store = openEventStoreDb({ url: stub.url });
    let current = store;
    return {
      store,
      reopen: async () => {
        await current.close();
        await stub.stop();
        stub = await startEventStoreStub({ file });
        current = openEventStoreDb({ url: stub.url });
        return current;
      },
      close: async () => {
        await current.close();
        await stub.stop();
        rmSync(folder, { recursive: true });
      },
    };
  },
  { uniqueIds: 'stream', clockSkew: 0 },
);
