import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { RefusedItem } from '../quarantine.js';
import { openSqliteVault } from './open-sqlite-vault.js';
import type { SqliteVault } from './sqlite-vault.js';

const refused = (body: string, detail = 'occurredAt is missing'): RefusedItem => ({
  receivedAt: '2026-11-21T10:00:00.000Z',
  source: 'import',
  problem: { code: 'invalid-touchpoint', detail, errors: [{ field: 'occurredAt', problem: 'is missing' }] },
  body,
});

describe('the quarantine in the file', () => {
  let folder: string;
  let vault: SqliteVault;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quarantine-'));
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
  });
  afterEach(async () => {
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  it('is sealed on disk, and an item moved to another id does not open', async () => {
    const [a, b] = await vault.quarantine.add([refused('very personal words'), refused('others')]);
    expect(readFileSync(join(folder, 'vault.db-wal')).includes('very personal')).toBe(false);
    const sql = new Database(join(folder, 'vault.db'));
    sql.prepare('UPDATE quarantine SET sealed = (SELECT sealed FROM quarantine WHERE id = ?) WHERE id = ?').run(b?.id, a?.id);
    sql.close();
    await expect(vault.quarantine.get(a?.id ?? '')).rejects.toMatchObject({ code: 'section-damaged' });
  });
});
