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

describe('the quarantine', () => {
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

  it('keeps refused items as they came, oldest first', async () => {
    const [first, second] = await vault.quarantine.add([refused('{"a":'), refused('not JSON \u0000 \ud83d\ude00')]);
    expect(first?.known).toBe(false);
    expect(await vault.quarantine.page(undefined, 10)).toEqual({
      items: [
        { ...refused('{"a":'), id: first?.id },
        { ...refused('not JSON \u0000 \ud83d\ude00'), id: second?.id },
      ],
    });
    expect(await vault.quarantine.get(second?.id ?? '')).toMatchObject({ body: 'not JSON \u0000 \ud83d\ude00' });
  });

  it('keeps the same body once, with the newest problem', async () => {
    const [first, again] = await vault.quarantine.add([refused('x'), refused('x', 'another problem')]);
    expect(again).toEqual({ id: first?.id, known: true });
    expect(await vault.quarantine.add([refused('x', 'a third problem')])).toEqual([{ id: first?.id, known: true }]);
    expect(await vault.quarantine.count()).toBe(1);
    expect((await vault.quarantine.get(first?.id ?? ''))?.problem.detail).toBe('a third problem');
  });

  it('is read in pages that together are everything once', async () => {
    await vault.quarantine.add(Array.from({ length: 25 }, (_, n) => refused(`body ${n}`)));
    const bodies: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await vault.quarantine.page(cursor, 10);
      bodies.push(...page.items.map(({ body }) => body));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(bodies).toEqual(Array.from({ length: 25 }, (_, n) => `body ${n}`));
  });

  it('makes pages of long bodies short', async () => {
    await vault.quarantine.add(Array.from({ length: 4 }, (_, n) => refused(`${n}`.repeat(1_500_000))));
    const page = await vault.quarantine.page(undefined, 10);
    expect(page.items).toHaveLength(2);
    expect((await vault.quarantine.page(page.next, 10)).items).toHaveLength(2);
  });

  it('erases what is removed', async () => {
    const [added] = await vault.quarantine.add([refused('x')]);
    expect(await vault.quarantine.remove(added?.id ?? '')).toBe(true);
    expect(await vault.quarantine.remove(added?.id ?? '')).toBe(false);
    expect(await vault.quarantine.get(added?.id ?? '')).toBeUndefined();
    expect(await vault.quarantine.count()).toBe(0);
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
