import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFile } from './check-file.js';
import { writeNotes } from './testing/notes.js';

const PAGE = 4096;

describe('A file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'check-file-'));
    path = join(folder, 'notes.db');
    writeNotes(
      path,
      4,
      Array.from({ length: 2000 }, (_, n) => `note ${n} of Ada ${'x'.repeat(50)}`),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  /** Writes over every `nth` page but the first. */
  const damage = (nth: number, byte: number): void => {
    const bytes = readFileSync(path);
    for (let page = nth; page < bytes.length / PAGE; page += nth) bytes.fill(byte, page * PAGE, page * PAGE + 200);
    writeFileSync(path, bytes);
  };

  it('that is sound has no findings, quick or whole', () => {
    expect([checkFile(path, 'quick'), checkFile(path, 'whole')]).toEqual([[], []]);
  });

  it('with damaged pages has some, in which there is nothing of the content', () => {
    damage(4, 0x55);
    for (const depth of ['quick', 'whole'] as const) {
      const found = checkFile(path, depth);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(10);
      expect(found.join()).not.toContain('Ada');
    }
  });

  it('whose first page is damaged, or that is none of SQLite’s, is found as well', () => {
    writeFileSync(path, Buffer.alloc(3 * PAGE, 0x55));
    expect(checkFile(path, 'quick')).toEqual(['SQLITE_NOTADB']);
  });

  it('that is not there is no finding but an error', () => {
    expect(() => checkFile(join(folder, 'nothing.db'), 'quick')).toThrow(expect.objectContaining({ code: 'SQLITE_CANTOPEN' }));
  });
});
