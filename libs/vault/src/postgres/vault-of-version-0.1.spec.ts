import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asHandle } from '#events';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { openPostgresVault, type PostgresVaultOptions } from './open-postgres-vault.js';
import type { PostgresVault } from './postgres-vault.js';

const KEPT = join(__dirname, '..', '..', '..', '..', 'test', 'data-of-version-0.1');
const PLACE = { stream: 'interaction-1', eventId: 'event-1', type: 'TouchpointRecorded', schemaVersion: 1, section: 'party:0' };
const ADA = asHandle('01a22eb2-e4bb-7000-ac0a-2a69a8c58978');
const GONE = asHandle('01a22eb2-e4bc-7000-890f-80c537b0bb45');

describeWithPostgres('a vault in PostgreSQL that version 0.1 made', () => {
  let database: TemporaryDatabase;
  let folder: string;
  let vault: PostgresVault;
  const open = (options: Partial<PostgresVaultOptions> = {}): Promise<PostgresVault> =>
    openPostgresVault({ url: database.url, keysDir: join(folder, 'data.keys'), connections: 4, ...options });

  beforeAll(async () => {
    database = await temporaryDatabase();
    folder = mkdtempSync(join(tmpdir(), 'touchstone-version-0.1-'));
    execFileSync('tar', ['-xzf', join(KEPT, 'company.tar.gz'), '-C', folder, 'data.keys']);
    await database.query(readFileSync(join(KEPT, 'vault.sql'), 'utf8'));
    vault = await open();
  });
  afterAll(async () => {
    await vault.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('knows everybody under the handles they had, by identifier, name and a part of either', async () => {
    const known = await vault.find([
      { type: 'email', value: 'Ada@example.org' },
      { type: 'phone', value: '+44 20 7946 0018' },
    ]);
    expect(known.map((each) => each?.handle)).toEqual([ADA, '01a22eb2-e4bb-7001-ab80-2cc4d6015028']);
    for (const query of ['Byron', 'example.org', '79460018']) expect(await vault.search(query, 5)).toHaveLength(1);
    expect(vault.fingerprint('content')).toBe('qwDbwrm1HAEsILqfRAeAQZlpLJViVUcT0s9pi9MMa_w');
  });

  it('opens what was sealed, and calls erased what was erased', async () => {
    const requests = [
      { ...PLACE, hub: ADA, sealed: 'AQ7OvricSoM+jSspHGKLT+SGd+AhZb+AiF+hRdo71VYC0onZKSD4v56m+7GMHMM617sKxKTU' },
      { ...PLACE, hub: GONE, sealed: 'AZVyXuBRpkckgwO1Ks4lvT+5sBAoxSlEUWKK/dsD5n8PwwY=' },
    ];
    expect(await vault.open(requests)).toEqual([
      { erased: false, content: { subject: 'Invoice 118' } },
      { erased: true, requestId: 'request-1', erasedAt: '2026-11-22T10:00:00Z' },
    ]);
  });

  it('has its quarantine', async () => {
    expect(await vault.quarantine.page(undefined, 10)).toMatchObject({
      items: [{ source: 'shop', body: '{"source":"shop"}' }],
    });
  });

  it('takes new people in beside the old, and loses its copies with the next erasure', async () => {
    await database.query('CREATE SCHEMA touchstone_vault_before_2');
    const [made] = await vault.handles([{ type: 'email', value: 'new@example.org' }]);
    const hub = made?.handle ?? GONE;
    await vault.seal([{ ...PLACE, hub, content: 'new' }]);
    await vault.shred([hub], { requestId: 'request-2', erasedAt: '2026-12-01T10:00:00Z' });
    expect(await database.query("SELECT 1 FROM pg_namespace WHERE nspname LIKE 'touchstone_vault_before%'")).toEqual([]);
  });

  it('is not read by a version that lacks a step, or whose steps are not taken yet', async () => {
    await database.query("INSERT INTO touchstone_vault.migrations (id) VALUES ('999-later')");
    await expect(open({ readonly: true })).rejects.toMatchObject({ code: 'newer-version' });
    await database.query('DELETE FROM touchstone_vault.migrations');
    await expect(open({ readonly: true })).rejects.toMatchObject({ code: 'older-version' });
  });
});
