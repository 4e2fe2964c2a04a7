import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asHandle, type Handle } from '#events';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import type { OpenRequest } from '../vault.js';
import { openPostgresVault, type PostgresVaultOptions } from './open-postgres-vault.js';
import type { PostgresVault } from './postgres-vault.js';

const EMAIL = { type: 'email', value: 'ada.lovelace@example.org' };
const PLACE = { stream: 'interaction-1', eventId: 'event-1', type: 'TouchpointRecorded', schemaVersion: 1, section: 'party:0' };

it('a server that cannot be reached, or an invalid address, is reported without its password', async () => {
  const keysDir = mkdtempSync(join(tmpdir(), 'vault-keys-'));
  for (const url of ['postgres://ada:s3cret@127.0.0.1:1/touchstone', 'ada:s3cret@somewhere']) {
    const error = await openPostgresVault({ url, keysDir }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: url.startsWith('postgres') ? 'unreachable' : 'invalid-postgres-url' });
    expect(String(error)).not.toContain('s3cret');
  }
  rmSync(keysDir, { recursive: true });
});

describeWithPostgres('a vault in a PostgreSQL database', () => {
  let database: TemporaryDatabase;
  let keysDir: string;
  let opened: PostgresVault[];

  beforeEach(async () => {
    database = await temporaryDatabase();
    [keysDir, opened] = [mkdtempSync(join(tmpdir(), 'vault-keys-')), []];
  });
  afterEach(async () => {
    for (const vault of opened) await vault.close();
    await database.drop();
    rmSync(keysDir, { recursive: true });
  });

  const open = async (options: Partial<PostgresVaultOptions> = {}): Promise<PostgresVault> => {
    const vault = await openPostgresVault({ url: database.url, keysDir, connections: 4, ...options });
    opened.push(vault);
    return vault;
  };
  const count = async (table: string): Promise<number> =>
    Number((await database.query(`SELECT count(*) AS count FROM touchstone_vault.${table}`))[0]?.['count']);

  it('is made once, however many open it at the same moment, and keeps no key in clear', async () => {
    const vaults = await Promise.all(Array.from({ length: 6 }, async () => open()));
    const request = await kept(vaults[0], 'content');
    for (const vault of vaults) {
      expect(await vault.open([request])).toEqual([{ erased: false, content: 'content' }]);
      expect(vault.fingerprint('x')).toBe(vaults[0]?.fingerprint('x'));
    }
    expect([await count('kek'), await count('service_keys')]).toEqual([1, 3]);
    const stored = JSON.stringify(
      await database.query('SELECT encode(wrapped, $1) AS wrapped FROM touchstone_vault.kek', ['base64']),
    );
    expect(stored).not.toContain(readFileSync(join(keysDir, 'master.key'), 'utf8').trim());
  });

  it('refuses another master key, one that others may read, and makes none in place of one that is missing', async () => {
    await kept(await open(), 'content');
    const masterKey = join(keysDir, 'master.key');
    chmodSync(masterKey, 0o640);
    await expect(open()).rejects.toMatchObject({ code: 'master-key-exposed' });
    chmodSync(masterKey, 0o600);
    renameSync(masterKey, `${masterKey}.away`);
    await expect(open()).rejects.toMatchObject({ code: 'master-key-missing' });
    writeFileSync(masterKey, randomBytes(32).toString('base64'), { mode: 0o600 });
    await expect(open()).rejects.toMatchObject({ code: 'master-key-wrong' });
    renameSync(`${masterKey}.away`, masterKey);
    expect(await (await open()).search('augusta', 5)).toHaveLength(1);
  });

  it('refuses a vault from a newer version, one with another normaliser, and one that lost its keys', async () => {
    await kept(await open(), 'content');
    await database.query("INSERT INTO touchstone_vault.migrations (id) VALUES ('999-later')");
    for (const readonly of [false, true]) await expect(open({ readonly })).rejects.toMatchObject({ code: 'newer-version' });
    await database.query("DELETE FROM touchstone_vault.migrations WHERE id = '999-later'");
    await database.query("UPDATE touchstone_vault.meta SET value = value + 1 WHERE name = 'normaliser'");
    await expect(open()).rejects.toMatchObject({ code: 'newer-version' });
    await database.query("UPDATE touchstone_vault.meta SET value = value - 1 WHERE name = 'normaliser'");
    await database.query('DELETE FROM touchstone_vault.kek');
    await expect(open()).rejects.toMatchObject({ code: 'damaged' });
  });

  it('opened for reading only, sees what another writes at once and writes nothing, nor makes a vault', async () => {
    await expect(open({ readonly: true })).rejects.toMatchObject({ code: 'missing' });
    const request = await kept(await open(), 'content');
    const reader = await open({ readonly: true });
    expect(await reader.handles([EMAIL])).toEqual([expect.objectContaining({ handle: request.hub })]);
    expect(await reader.open([request])).toEqual([{ erased: false, content: 'content' }]);
    await expect(reader.handles([{ type: 'email', value: 'new@example.org' }])).rejects.toMatchObject({ code: 'readonly' });
  });

  it('mints one handle for an identifier, one for a profile and one key for a hub, whoever asks at the same moment', async () => {
    const vaults = await Promise.all(Array.from({ length: 3 }, async () => open()));
    const identifiers = Array.from({ length: 60 }, (_, n) => ({ type: 'email', value: `p${n}@example.org` }));
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const vault = vaults[n % vaults.length] ?? (await open());
        const asked = n % 2 === 0 ? identifiers : identifiers.toReversed();
        const record = async (unit: Pick<PostgresVault, 'handles' | 'profiles' | 'seal'>): Promise<string[][]> => {
          const found = (await unit.handles(asked)).flatMap((each) => (each ? [each] : []));
          const hubs = found.map(({ handle }) => handle);
          const profiles = await unit.profiles(hubs.map((hub) => ({ hub, profile: { name: 'Ada Byron' } })));
          const sealed = await unit.seal(hubs.map((hub) => ({ ...PLACE, hub, content: `by ${n}` })));
          return found.map(({ normalised, handle }, at) => [normalised, handle, profiles[at] ?? '', sealed[at] ?? '']);
        };
        const rows = await (n % 3 === 0 ? record(vault) : vault.transaction(record));
        return rows.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
      }),
    );
    const withoutSeals = answers.map((rows) => rows.map((row) => row.slice(0, 3)));
    expect(new Set(withoutSeals.map((rows) => JSON.stringify(rows))).size).toBe(1);
    expect([await count('registry'), await count('profiles'), await count('hub_keys')]).toEqual([60, 60, 60]);
    for (const [n, rows] of answers.entries()) {
      const requests = rows.map(([, hub = '', , sealed = '']) => ({ ...PLACE, hub: asHandle(hub), sealed }));
      expect(new Set((await vaults[0]?.open(requests))?.map((found) => !found.erased && found.content))).toEqual(
        new Set([`by ${n}`]),
      );
    }
  });

  it('resolves a deadlock of two transactions: one goes on, the other keeps nothing, fails with busy and can be repeated', async () => {
    const vault = await open();
    const [a, b] = ['a', 'b'].map((letter) => ({ type: 'email', value: `${letter}@example.org` })) as [
      typeof EMAIL,
      typeof EMAIL,
    ];
    const both = async (first: typeof EMAIL, second: typeof EMAIL): Promise<void> =>
      vault.transaction(async (unit) => {
        await unit.handles([first]);
        await pause(100);
        await unit.handles([second]);
      });
    const outcomes = await Promise.allSettled([both(a, b), both(b, a)]);
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(failed).toEqual([expect.objectContaining({ code: 'busy' })]);
    await both(b, a);
    expect(await count('registry')).toBe(2);
  });

  it('keeps nothing of a transaction whose connection died, and goes on with the next call', async () => {
    const vault = await open({ applicationName: 'doomed' });
    const request = await kept(vault, 'acknowledged');
    const dying = vault.transaction(async (unit) => {
      await unit.handles([{ type: 'email', value: 'half@example.org' }]);
      expect(await database.killConnections('doomed')).toBeGreaterThan(0);
      await unit.handles([{ type: 'email', value: 'other@example.org' }]);
    });
    await expect(dying).rejects.toMatchObject({ code: 'unreachable' });
    expect(await vault.find([{ type: 'email', value: 'half@example.org' }])).toEqual([undefined]);
    expect(await vault.open([request])).toEqual([{ erased: false, content: 'acknowledged' }]);
    expect(await vault.handles([{ type: 'email', value: 'half@example.org' }])).toHaveLength(1);
  });

  it('fails a transaction one statement of which failed, also where the error was caught', async () => {
    const vault = await open();
    const careless = vault.transaction(async (unit) => {
      await unit.handles([EMAIL]);
      await unit.handles([{ type: 'nul\0', value: 'x' }]).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('refused a statement');
    expect(await vault.find([EMAIL])).toEqual([undefined]);
  });

  it('erases what a transaction that ran meanwhile wrote, and refuses one that comes after', async () => {
    const [vault, beside] = [await open(), await open()];
    const { hub } = await kept(vault, 'content');
    const order: string[] = [];
    let shredded: Promise<void> | undefined;
    await vault.transaction(async (unit) => {
      await unit.profiles([{ hub, profile: { name: 'Written Meanwhile' } }]);
      shredded = beside
        .shred([hub], { requestId: 'request-1', erasedAt: '2026-11-21T10:00:00Z' })
        .then(() => void order.push('shredded'));
      await pause(100);
      await unit.seal([{ ...PLACE, hub, content: 'meanwhile' }]);
      order.push('written');
    });
    await shredded;
    expect(order).toEqual(['written', 'shredded']);
    expect([await count('profiles'), await vault.search('meanwhile', 5)]).toEqual([0, []]);
    const later = vault.transaction(async (unit) => unit.profiles([{ hub, profile: { name: 'Too Late' } }]));
    await expect(later).rejects.toMatchObject({ code: 'hub-erased' });
  });

  it('keeps nothing of an erased person, however recording and erasing interleave', async () => {
    const vaults = [await open(), await open()];
    const people = ['a', 'b', 'c'].map((letter) => ({ type: 'email', value: `${letter}@example.org` }));
    const record = async (vault: PostgresVault, n: number): Promise<void> => {
      await vault.transaction(async (unit) => {
        const hubs = (await unit.handles(people)).flatMap((each) => (each ? [each.handle] : []));
        await unit.profiles(hubs.map((hub) => ({ hub, profile: { name: `Told ${n}` } })));
        await unit.seal(hubs.map((hub) => ({ ...PLACE, hub, content: n })));
      });
    };
    const erase = async (vault: PostgresVault, n: number): Promise<void> => {
      const hubs = (await vault.find(people)).flatMap((each) => (each ? [each.handle] : []));
      await vault.shred(hubs, { requestId: `request-${n}`, erasedAt: '2026-11-21T10:00:00Z' });
      expect(await vault.reveal(hubs)).toEqual({ identifiers: [], profiles: [] });
    };
    await Promise.all(
      vaults.flatMap((vault) =>
        Array.from({ length: 3 }, async (_, worker) => {
          for (let n = 0; n < 10; n++) await (worker === 0 ? erase : record)(vault, n);
        }),
      ),
    );
    const left = await database.query(`
      SELECT hub FROM touchstone_vault.hub_keys AS key WHERE erased_at IS NOT NULL AND (
        EXISTS (SELECT FROM touchstone_vault.profiles WHERE hub = key.hub) OR EXISTS (SELECT FROM touchstone_vault.registry WHERE handle = key.hub)
      )
    `);
    expect(left).toEqual([]);
    expect(await count('hub_keys WHERE erased_at IS NOT NULL')).toBeGreaterThan(3);
  });

  it('skips no profile whose transaction commits after that of a later one', async () => {
    const [vault, beside] = [await open(), await open()];
    const [first, second] = [await kept(vault, 'x'), await kept(vault, 'x', 'second@example.org')];
    const known = (await vault.suggestions.changedProfiles(0, 10)).at(-1)?.id ?? 0;
    let changed: Promise<readonly { readonly profile: { readonly name?: string } }[]> | undefined;
    await vault.transaction(async (unit) => {
      await unit.profiles([{ hub: first.hub, profile: { name: 'Drawn First' } }]);
      await beside.profiles([{ hub: second.hub, profile: { name: 'Committed First' } }]);
      changed = beside.suggestions.changedProfiles(known, 10);
      await pause(100);
    });
    expect((await changed)?.map(({ profile }) => profile.name)).toEqual(['Drawn First', 'Committed First']);
  });

  it('rotates keys while others go on: all that was sealed still opens, nothing is sealed anew', async () => {
    const [vault, beside] = [await open(), await open()];
    const before = await kept(vault, 'before');
    const fingerprint = vault.fingerprint('content');
    const hubs: Handle[] = Array.from({ length: 2500 }, (_, n) => asHandle(`hub-${n}`));
    await vault.seal(hubs.map((hub) => ({ ...PLACE, hub, content: 'any' })));
    const rotation = vault.rotateKeys();
    const during = await sealedFor(beside, asHandle('made-during'), 'during');
    expect(await rotation).toBeGreaterThanOrEqual(2501);
    const after = await sealedFor(beside, asHandle('made-after'), 'after');
    for (const each of [vault, beside, await open()]) {
      expect((await each.open([before, during, after])).map((found) => !found.erased && found.content)).toEqual([
        'before',
        'during',
        'after',
      ]);
      expect(each.fingerprint('content')).toBe(fingerprint);
    }
    expect(await database.query('SELECT DISTINCT kek FROM touchstone_vault.hub_keys')).toEqual([{ kek: 2 }]);
    expect(await database.query('SELECT version FROM touchstone_vault.kek')).toEqual([{ version: 2 }]);
  });
});

async function kept(vault: PostgresVault | undefined, content: unknown, email = EMAIL.value): Promise<OpenRequest> {
  if (!vault) throw new Error('no vault');
  const [found] = await vault.handles([{ type: 'email', value: email }]);
  const hub = found?.handle ?? asHandle('');
  await vault.profiles([{ hub, profile: { name: 'Augusta Lovelace' } }]);
  return sealedFor(vault, hub, content);
}

async function sealedFor(vault: PostgresVault, hub: Handle, content: unknown): Promise<OpenRequest> {
  const [sealed = ''] = await vault.seal([{ ...PLACE, hub, content }]);
  return { ...PLACE, hub, sealed };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
