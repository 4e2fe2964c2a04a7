import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { vaultContract } from '../contract.js';
import { openPostgresVault } from './open-postgres-vault.js';
import type { PostgresVault } from './postgres-vault.js';

describeWithPostgres('the vault on PostgreSQL', () => {
  let database: TemporaryDatabase;

  beforeAll(async () => {
    database = await temporaryDatabase();
  });
  afterAll(async () => database.drop());

  vaultContract('PostgresVault', async () => {
    const keysDir = mkdtempSync(join(tmpdir(), 'vault-keys-'));
    const schema = `vault_${randomBytes(6).toString('hex')}`;
    const opened: PostgresVault[] = [];
    const open = async (): Promise<PostgresVault> => {
      const vault = await openPostgresVault({ url: database.url, keysDir, schema, region: 'GB', connections: 4 });
      opened.push(vault);
      return vault;
    };
    return {
      vault: await open(),
      beside: open,
      dispose: async () => {
        for (const vault of opened) await vault.close();
        rmSync(keysDir, { recursive: true });
      },
    };
  });
});
