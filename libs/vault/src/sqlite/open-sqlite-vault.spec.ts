import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { asHandle, type Handle } from '#events';
import { KeyLostError, type OpenRequest, type SealRequest } from '../vault.js';
import { openSqliteVault } from './open-sqlite-vault.js';
import type { SqliteVault } from './sqlite-vault.js';

const EMAIL = { type: 'email', value: 'ada.lovelace@example.org' };
const PLACE = { stream: 'interaction-1', eventId: 'event-1', type: 'TouchpointRecorded', schemaVersion: 1, section: 'party:0' };
const ERASURE = { requestId: 'request-1', erasedAt: '2026-11-21T10:00:00Z' };

describe('a vault in files', () => {
  let folder: string;
  let path: string;
  let keysDir: string;
  let opened: SqliteVault[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vault-'));
    [path, keysDir, opened] = [join(folder, 'data', 'vault.db'), join(folder, 'keys'), []];
  });
  afterEach(async () => {
    for (const vault of opened) await vault.close();
    rmSync(folder, { recursive: true });
  });

  const open = (options: { readonly readonly?: boolean } = {}): SqliteVault => {
    const vault = openSqliteVault({ path, keysDir, ...options });
    opened.push(vault);
    return vault;
  };
  const bytesOfAllFiles = (): Buffer => {
    const data = join(folder, 'data');
    return Buffer.concat(readdirSync(data).map((file) => readFileSync(join(data, file))));
  };

  it('keeps its files, and the master key outside the data folder, for this user only', async () => {
    await kept(open(), 'content');
    for (const file of [path, `${path}-wal`, `${path}-shm`, join(keysDir, 'master.key')]) {
      expect([file, (statSync(file).mode & 0o777).toString(8)]).toEqual([file, '600']);
    }
    expect(readdirSync(keysDir)).toEqual(['master.key']);
    expect(Buffer.from(readFileSync(join(keysDir, 'master.key'), 'utf8'), 'base64')).toHaveLength(32);
  });

  it('opens again with what was kept', async () => {
    const first = open();
    const request = await kept(first, 'content');
    await first.close();
    expect(await open().open([request])).toEqual([{ erased: false, content: 'content' }]);
  });

  it('refuses another master key, and makes none in place of one that is missing', async () => {
    await kept(open(), 'content');
    const masterKey = join(keysDir, 'master.key');
    renameSync(masterKey, `${masterKey}.away`);
    expect(errorOf(open)).toMatchObject({ code: 'master-key-missing' });
    writeFileSync(masterKey, randomBytes(32).toString('base64'), { mode: 0o600 });
    expect(errorOf(open)).toMatchObject({ code: 'master-key-wrong' });
    writeFileSync(masterKey, 'no key');
    expect(errorOf(open)).toMatchObject({ code: 'master-key-wrong' });
    renameSync(`${masterKey}.away`, masterKey);
    expect(await open().search('augusta', 5)).toHaveLength(1);
  });

  it('refuses a master key that others may read', async () => {
    open();
    chmodSync(join(keysDir, 'master.key'), 0o640);
    expect(errorOf(open)).toMatchObject({ code: 'master-key-exposed' });
  });

  it('refuses a vault from a newer version, a file that is no vault, and reading a missing one', async () => {
    expect(errorOf(() => open({ readonly: true }))).toMatchObject({ code: 'missing' });
    await open().close();
    const sql = new Database(path);
    sql.pragma('user_version = 99');
    sql.close();
    expect(errorOf(open)).toMatchObject({ code: 'newer-version' });
    writeFileSync(path, 'this is not a database, whatever its name says'.repeat(100));
    expect(errorOf(open)).toMatchObject({ code: 'damaged' });
  });

  it('opened for reading only, sees what another writes at once, honours its erasures and writes nothing', async () => {
    const writer = open();
    const reader = open({ readonly: true });
    const request = await kept(writer, 'content');
    expect(await reader.find([EMAIL])).toEqual([expect.objectContaining({ handle: request.hub })]);
    expect(await reader.open([request])).toEqual([{ erased: false, content: 'content' }]);
    await expect(reader.handles([{ type: 'email', value: 'new@example.org' }])).rejects.toMatchObject({ code: 'readonly' });
    await writer.shred([request.hub], ERASURE);
    expect(await reader.open([request])).toEqual([{ erased: true, ...ERASURE }]);
    expect(await reader.find([EMAIL])).toEqual([undefined]);
  });

  it('leaves no trace of an erased person in its files', async () => {
    const vault = open();
    const { hub } = await kept(vault, 'content');
    await vault.handles([{ type: 'email', value: 'charles@example.org' }]);
    const wrapped = wrappedKeyOf(path, hub);
    const traces = ['ada.lovelace', 'Augusta', 'augusta', 'lovelace', wrapped];
    expect(traces.map((trace) => bytesOfAllFiles().includes(trace))).toEqual([true, true, true, true, true]);
    await vault.shred([hub], ERASURE);
    expect(traces.map((trace) => bytesOfAllFiles().includes(trace))).toEqual([false, false, false, false, false]);
    expect(bytesOfAllFiles().includes('charles@example.org')).toBe(true);
  });

  it('erases copies of itself from before it was brought up to date, whole or not: they hold the keys too', async () => {
    const vault = open();
    const { hub } = await kept(vault, 'content');
    copyFileSync(path, `${path}.before-2`);
    copyFileSync(path, `${path}.before-3.new`);
    await vault.shred([hub], ERASURE);
    expect(readdirSync(join(folder, 'data')).filter((name) => name.includes('before'))).toEqual([]);
  });

  it('refuses a file that another program made', async () => {
    await open().close();
    const sql = new Database(path);
    sql.pragma('user_version = 0');
    expect(errorOf(open)).toMatchObject({ code: 'damaged', message: expect.stringContaining('is not a Touchstone vault') });
    sql.close();
  });

  it('calls a key that is gone without a tombstone data loss, also where the vault is an old copy', async () => {
    const vault = open();
    await vault.handles([EMAIL]);
    await vault.close();
    copyFileSync(path, `${path}.backup`);
    const request = await kept(open(), 'content');
    copyFileSync(`${path}.backup`, join(folder, 'restored.db'));
    const restored = openSqliteVault({ path: join(folder, 'restored.db'), keysDir });
    opened.push(restored);
    await expect(restored.open([request])).rejects.toThrow(KeyLostError);
  });

  it('rotates keys while another connection goes on: all that was sealed still opens, nothing is sealed anew', async () => {
    const [vault, beside] = [open(), open()];
    const before = await kept(vault, 'before');
    const fingerprint = vault.fingerprint('content');
    const handles: Handle[] = [];
    for (const found of await vault.handles(Array.from({ length: 2500 }, (_, n) => ({ type: 'case-ref', value: `C-${n}` })))) {
      if (found) handles.push(found.handle);
    }
    await vault.seal(handles.map(anySection));
    const rotation = vault.rotateKeys();
    const [during = ''] = await beside.seal([{ ...PLACE, hub: asHandle('hub-during'), content: 'during' }]);
    expect(await rotation).toBeGreaterThanOrEqual(2501);
    const [after = ''] = await beside.seal([{ ...PLACE, hub: asHandle('hub-after'), content: 'after' }]);
    const requests = [
      before,
      { ...PLACE, hub: asHandle('hub-during'), sealed: during },
      { ...PLACE, hub: asHandle('hub-after'), sealed: after },
    ];
    for (const each of [vault, beside, open()]) {
      expect((await each.open(requests)).map((found) => !found.erased && found.content)).toEqual(['before', 'during', 'after']);
      expect(each.fingerprint('content')).toBe(fingerprint);
    }
    const sql = new Database(path, { readonly: true });
    expect(sql.prepare('SELECT DISTINCT kek FROM hub_keys').pluck().all()).toEqual([2]);
    expect(sql.prepare('SELECT version FROM kek').pluck().all()).toEqual([2]);
    sql.close();
  });

  it('keeps what it acknowledged when the process is killed, and nothing partial', async () => {
    await open().close();
    const script = `
      const Database = require('better-sqlite3');
      const sql = new Database(${JSON.stringify(path)});
      sql.exec("BEGIN IMMEDIATE; INSERT INTO registry (digest, handle, type, normalised, searchable) VALUES (x'00', 'h', 'email', 'x', 1)");
      console.log('written');
      setInterval(() => {}, 1000);
    `;
    const vault = open();
    const request = await kept(vault, 'acknowledged');
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => {
      child.stdout.once('data', resolve);
    });
    child.kill('SIGKILL');
    await new Promise((resolve) => {
      child.once('exit', resolve);
    });
    const again = open();
    expect(await again.open([request])).toEqual([{ erased: false, content: 'acknowledged' }]);
    expect(await again.reveal([asHandle('h')])).toEqual({ identifiers: [], profiles: [] });
    expect(await again.handles([{ type: 'email', value: 'next@example.org' }])).toHaveLength(1);
  });

  it('keeps its search indexes whole through writing and erasing', async () => {
    const vault = open();
    for (let round = 0; round < 5; round++) {
      const found = await vault.handles(
        Array.from({ length: 40 }, (_, n) => ({ type: 'email', value: `p${n * round}@example.org` })),
      );
      const hubs = found.flatMap((each) => (each ? [each.handle] : []));
      await vault.profiles(hubs.map((hub, n) => ({ hub, profile: { name: `Name${n} Person${round}` } })));
      await vault.shred(hubs.slice(0, 10), ERASURE);
    }
    const sql = new Database(path);
    sql.exec("INSERT INTO identifier_parts (identifier_parts, rank) VALUES ('integrity-check', 1)");
    sql.exec("INSERT INTO profile_words (profile_words, rank) VALUES ('integrity-check', 1)");
    expect(sql.pragma('integrity_check', { simple: true })).toBe('ok');
    sql.close();
  });
});

async function kept(vault: SqliteVault, content: unknown): Promise<OpenRequest> {
  const [found] = await vault.handles([EMAIL]);
  const hub = found?.handle ?? asHandle('');
  await vault.profiles([{ hub, profile: { name: 'Augusta Lovelace' } }]);
  const [sealed = ''] = await vault.seal([{ ...PLACE, hub, content }]);
  return { ...PLACE, hub, sealed };
}

function errorOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

function wrappedKeyOf(path: string, hub: Handle): Buffer {
  const sql = new Database(path, { readonly: true });
  const row = sql.prepare<[string], { wrapped: Buffer }>('SELECT wrapped FROM hub_keys WHERE hub = ?').get(hub);
  sql.close();
  return row?.wrapped ?? Buffer.alloc(0);
}

function anySection(hub: Handle): SealRequest {
  return { ...PLACE, hub, content: 'any' };
}
