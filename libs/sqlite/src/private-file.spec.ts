import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { keepPrivate } from './private-file.js';

describe('A file of ours', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'private-file-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const modes = (...names: string[]): string[] => names.map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));

  it('is made for its owner alone, and so is what SQLite keeps beside it', () => {
    keepPrivate(join(folder, 'ledger.db'));
    const database = new Database(join(folder, 'ledger.db'));
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE t (n)');
    expect(modes('ledger.db', 'ledger.db-wal', 'ledger.db-shm')).toEqual(['600', '600', '600']);
    database.close();
  });

  it('that others could read is its owner’s alone from then on, with what an earlier process left beside it', () => {
    for (const name of ['ledger.db', 'ledger.db-wal']) {
      writeFileSync(join(folder, name), '');
      chmodSync(join(folder, name), 0o644);
    }
    keepPrivate(join(folder, 'ledger.db'));
    expect(modes('ledger.db', 'ledger.db-wal')).toEqual(['600', '600']);
  });
});
