import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asPosition } from '#events';
import { anEvent, counting } from './contract/opened-editions.js';
import { EditionsFolder, shareSubscription } from './index.js';

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

describe('A shared subscription', () => {
  it('reads each batch once for all, in step', async () => {
    let reads = 0;
    const source = {
      async *subscribe() {
        for (let batch = 1; batch <= 3; batch++) {
          reads++;
          yield { events: [anEvent(batch, 'call')], caughtUp: batch === 3 };
        }
      },
    };
    const shared = shareSubscription(source, 2);
    const options = { signal: new AbortController().signal };
    const take = async (pause: number): Promise<bigint[]> => {
      const seen: bigint[] = [];
      for await (const { events } of shared.subscribe(asPosition(0), options)) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        seen.push(...events.map(({ position }) => position));
      }
      return seen;
    };
    expect(await Promise.all([take(0), take(5)])).toEqual([
      [1n, 2n, 3n],
      [1n, 2n, 3n],
    ]);
    expect(reads).toBe(3);
  });
});
