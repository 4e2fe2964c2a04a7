import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vaultContract } from '../contract.js';
import { openSqliteVault } from './open-sqlite-vault.js';
import type { SqliteVault } from './sqlite-vault.js';

vaultContract('SqliteVault', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'));
  const opened: SqliteVault[] = [];
  const open = (): SqliteVault => {
    const vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys'), region: 'GB' });
    opened.push(vault);
    return vault;
  };
  return {
    vault: open(),
    beside: async () => open(),
    dispose: async () => {
      for (const vault of opened) await vault.close();
      rmSync(folder, { recursive: true });
    },
  };
});
