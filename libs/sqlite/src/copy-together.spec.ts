import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { copyTogether } from './copy-together.js';

describe('Copying files together', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const running = { signal: new AbortController().signal, onProgress: () => undefined };
  const both = (): { from: string; to: string }[] => [
    { from: at('ledger'), to: at('ledger.copy') },
    { from: at('vault'), to: at('vault.copy') },
  ];
  const written = (path: string): number[] => {
    const database = new Database(path);
    try {
      return database.prepare<[], number>('SELECT n FROM written ORDER BY n').pluck().all();
    } finally {
      database.close();
    }
  };

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'copy-together-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A file in which each call writes the next number, with enough beside it that a copy takes several steps. */
  const writer = (name: string): { next: () => void; close: () => void } => {
    const database = new Database(at(name));
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE written (n INTEGER PRIMARY KEY, filler BLOB)');
    const insert = database.prepare('INSERT INTO written (filler) VALUES (zeroblob(200000))');
    for (let n = 0; n < 100; n++) insert.run();
    return { next: () => void insert.run(), close: () => database.close() };
  };

  it('takes each at one moment, whatever is written meanwhile, and misses nothing in the last that the first has', async () => {
    const [ledger, vault] = [writer('ledger'), writer('vault')];
    let steps = 0;
    await copyTogether(both(), {
      ...running,
      onProgress() {
        steps++;
        vault.next();
        ledger.next();
      },
    });
    for (const { close } of [ledger, vault]) close();
    expect(steps).toBeGreaterThan(4);
    expect(written(at('ledger.copy'))).toHaveLength(100);
    expect(written(at('vault.copy'))).toHaveLength(100);
    expect(written(at('ledger')).length).toBe(100 + steps);
    expect(statSync(at('ledger.copy')).mode & 0o777).toBe(0o600);
  });

  it('tells how far it is, up to the whole', async () => {
    for (const name of ['ledger', 'vault']) writer(name).close();
    const told: number[] = [];
    let whole = 0;
    await copyTogether(both(), { ...running, onProgress: (done, total) => (told.push(done), (whole = total)) });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(whole);
    expect(whole).toBeGreaterThan(2 * 100 * 200_000);
  });

  it('stops when it is told to', async () => {
    for (const name of ['ledger', 'vault']) writer(name).close();
    const stop = new AbortController();
    const copying = copyTogether(both(), { signal: stop.signal, onProgress: () => stop.abort(new Error('stopped')) });
    await expect(copying).rejects.toThrow('stopped');
    expect(existsSync(at('vault.copy'))).toBe(false);
  });

  it('refuses to write over what is there', async () => {
    for (const name of ['ledger', 'vault', 'ledger.copy']) writer(name).close();
    await expect(copyTogether(both(), running)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(written(at('ledger.copy'))).toHaveLength(100);
  });
});
