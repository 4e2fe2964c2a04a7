import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultRules, identifierRules } from '#recognition';
import { openSqliteVault, type SqliteVault } from '#vault';
import { KindRegistry } from '../kinds/kind-registry.js';
import { partySecrets, planParties, recordedIdentifiers } from './plan-touchpoint.js';
import type { TouchpointBody } from './touchpoint-input.js';

const rules = defaultRules();
const mail = (...values: string[]): TouchpointBody => ({
  source: 'mail',
  externalId: 'm-1',
  occurredAt: '2026-05-01T10:00:00+02:00',
  kind: 'email',
  channel: 'email',
  direction: 'inbound',
  department: 'sales',
  parties: [
    {
      role: 'sender',
      identifiers: values.map((value) => ({ type: value.includes('@') ? 'email' : 'phone', value, role: 'work' })),
    },
  ],
});

describe('A role mailbox', () => {
  let folder: string;
  let vault: SqliteVault;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plan-'));
    vault = openSqliteVault({
      path: join(folder, 'vault.db'),
      keysDir: join(folder, 'keys'),
      region: 'GB',
      blocked: rules.blocked,
    });
  });
  afterEach(async () => {
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  async function recorded(touchpoint: TouchpointBody): Promise<readonly (readonly [string, string | undefined])[]> {
    const [party] = planParties(touchpoint, identifierRules(rules));
    if (!party) throw new Error('a party is needed');
    return recordedIdentifiers(party, await vault.handles(party.identifiers), identifierRules(rules)).map(({ type, role }) => [
      type,
      role,
    ]);
  }

  it('is recorded as such, after whatever tells better who it is, with its role', async () => {
    expect(await recorded(mail('Info@Example.org', 'ada@example.org', '020 7946 0018'))).toEqual([
      ['email', 'work'],
      ['phone', 'work'],
      ['role-mailbox', 'work'],
    ]);
  });

  it('is the hub where nothing else is there', async () => {
    expect(await recorded(mail('sales@example.org'))).toEqual([['role-mailbox', 'work']]);
  });

  it('is found as any e-mail is', async () => {
    await recorded(mail('Info@Example.org'));
    for (const query of ['info@example.org', ' INFO@EXAMPLE.ORG']) {
      expect(await vault.search(query, 5)).toMatchObject([
        { how: 'identifier', type: 'role-mailbox', value: 'info@example.org' },
      ]);
    }
    expect(await vault.search('example', 5)).toMatchObject([{ how: 'partial', type: 'role-mailbox', value: 'info@example.org' }]);
  });

  it('is sealed as it was stated', () => {
    const stated = mail('Info@Example.org');
    expect(partySecrets(stated, 0, new KindRegistry()).identifiers).toEqual([
      { type: 'email', value: 'Info@Example.org', role: 'work' },
    ]);
  });
});
