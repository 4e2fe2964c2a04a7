import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asPosition } from '#events';
import { counting } from './contract/opened-editions.js';
import { EditionsFolder } from './index.js';

describe('A file of views', () => {
  let path: string;
  let folder: EditionsFolder;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'views-'));
    folder = new EditionsFolder(path);
  });
  afterEach(() => rmSync(path, { recursive: true }));

  it('can still be read by a reader that had it open when another edition was promoted', async () => {
    const first = folder.create(counting());
    folder.promote('counting', first);
    const writer = folder.writer(counting(), first);
    await writer.commit(asPosition(1), (unit) => counting().projector().apply([], unit));
    await writer.close();
    const before = folder.reader('counting');
    folder.promote('counting', folder.create(counting('2')));
    expect(await before.position()).toBe(1n);
    before.close();
  });

  it('that is damaged says which file can be deleted', () => {
    const edition = folder.create(counting());
    folder.promote('counting', edition);
    writeFileSync(join(path, `counting-${edition}.db`), Buffer.alloc(8192, 1));
    expect(() => folder.state('counting', edition)).toThrow(/counting-1\.db is damaged.*rebuilt/s);
  });
});
