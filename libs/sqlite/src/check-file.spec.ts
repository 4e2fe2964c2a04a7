import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkFile } from './check-file.js';

const PAGE = 4096;

describe("SQLite's own check of a file", () => {
  const folder = mkdtempSync(join(tmpdir(), 'check-file-'));
  const path = join(folder, 'notes.db');
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    rmSync(path, { force: true });
    const db = new Database(path);
    db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)');
    const insert = db.prepare('INSERT INTO notes (text) VALUES (?)');
    for (let n = 0; n < 500; n++) insert.run('x'.repeat(300));
    db.close();
  });

  it('finds nothing in a sound one, also while it is written', () => {
    const db = new Database(path);
    db.pragma('journal_mode = WAL');
    db.exec("INSERT INTO notes (text) VALUES ('more')");
    expect(checkFile(path)).toEqual({ sound: true, findings: [] });
    db.close();
  });

  it('finds damaged pages', () => {
    const file = openSync(path, 'r+');
    for (let at = 3 * PAGE; at < statSync(path).size; at += 4 * PAGE) writeSync(file, Buffer.alloc(64, 0x55), 0, 64, at);
    closeSync(file);
    const { sound, findings } = checkFile(path);
    expect(sound).toBe(false);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(5);
  });

  it('finds what is no file of SQLite at all', () => {
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(200, 0x55), 0, 200, 0);
    closeSync(file);
    expect(checkFile(path)).toEqual({ sound: false, findings: ['SQLITE_NOTADB'] });
  });
});
