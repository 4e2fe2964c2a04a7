import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '#event-store';
import { startEventStoreStub, type Stub } from '#event-store/testing';
import { accessFiles, openDataFolder } from '#platform';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { openSqliteVault } from '#vault';
import { openPostgresVault } from '#vault/postgres';
import { codeOf, exitCodeFor, messageOf } from '#cli';
import { copyCommand } from './copy-command.js';

const ADDRESSES = {
  EVENTSTOREDB_URL: 'esdb://ada:s3cret@127.0.0.1:1?tls=false',
  POSTGRES_URL: 'postgres://ada:s3cret@127.0.0.1:1/x',
};

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'ledger-copy-'))));
afterEach(() => rmSync(root, { recursive: true }));

/** Runs the command in this process. */
async function copy(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: unknown; output: string; error?: unknown }> {
  let output = '';
  const write = (text: string | Uint8Array): boolean => ((output += String(text)), true);
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(write));
  process.exitCode = undefined;
  try {
    await copyCommand(environment)
      .exitOverride()
      .parseAsync([...args], { from: 'user' });
    return { code: process.exitCode ?? 0, output };
  } catch (error) {
    return { code: exitCodeFor(error), output: output + messageOf(error), error };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

/** A data folder with one event and one identifier. */
async function dataFolder(name: string): Promise<string> {
  const data = join(root, name);
  openDataFolder(data, `${data}.keys`, 'touchstone 0.1.0').close();
  const store = openSqliteEventStore(join(data, 'ledger.db'));
  await store.append(
    'one',
    [{ id: crypto.randomUUID(), type: 'Tested', schemaVersion: 1, data: { n: 1 }, metadata: {} }],
    'none',
  );
  await store.close();
  await accessFiles(`${data}.keys`).tokens.create({ name: 'Jane', kind: 'person', roles: ['agent'] });
  const vault = openSqliteVault({ path: join(data, 'vault.db'), keysDir: `${data}.keys` });
  await vault.handles([{ type: 'email', value: 'ada@example.org' }]);
  await vault.close();
  return data;
}

describe('touchstone ledger copy', () => {
  it.each([
    ['neither direction', [], {}, 2, 'Say either --to'],
    ['both directions', ['--to', '--from'], ADDRESSES, 2, 'Say either --to'],
    ['no address', ['--to'], {}, 2, 'with EVENTSTOREDB_URL'],
    ['no address of the vault', ['--to', 'esdb://127.0.0.1:1?tls=false'], {}, 2, '--vault-to or'],
    ['the vault of the other direction', ['--to', '--vault-from', 'postgres://x/y'], ADDRESSES, 2, 'not --vault-from'],
    ['rules that are not there', ['--to'], { ...ADDRESSES, TOUCHSTONE_RULES: '/nowhere/rules.yaml' }, 2, 'TOUCHSTONE_RULES'],
    ['a folder without data', ['--to', '--data', '/nowhere/data'], ADDRESSES, 1, 'There is no Touchstone data in /nowhere/data'],
  ])('refuses %s and says what to do', async (_name, args, environment, code, message) => {
    expect(await copy(args, environment)).toMatchObject({ code, output: expect.stringContaining(message) });
  });

  it('works with whatever rules and kinds the settings name', async () => {
    const kinds = join(root, 'kinds.yaml');
    writeFileSync(kinds, '');
    const told = { ...ADDRESSES, TOUCHSTONE_KINDS: kinds };
    expect((await copy(['--to', '--data', await dataFolder('data')], told)).output).not.toContain('TOUCHSTONE_KINDS');
  });

  it('refuses a folder that a server uses, and says that it must be stopped', async () => {
    const data = await dataFolder('data');
    const folder = openDataFolder(data, `${data}.keys`, 'a server');
    try {
      expect(await copy(['--to', '--data', data], ADDRESSES)).toMatchObject({
        code: 1,
        output: expect.stringContaining('Stop it first'),
      });
    } finally {
      folder.close();
    }
  });

  it('says which address is none or does not answer, without its password, and frees the folder', async () => {
    const data = await dataFolder('data');
    const told = [
      [{ ...ADDRESSES, EVENTSTOREDB_URL: 'ada:s3cret@x' }, 2, 'invalid-eventstoredb-url'],
      [{ ...ADDRESSES, POSTGRES_URL: 'ada:s3cret@x' }, 2, 'invalid-postgres-url'],
      [ADDRESSES, 1, 'unreachable'],
    ] as const;
    for (const [addresses, exitCode, problem] of told) {
      const { code, output, error } = await copy(['--to', '--data', data], addresses);
      expect([code, codeOf(error)]).toEqual([exitCode, problem]);
      expect(output).not.toContain('s3cret');
    }
    openDataFolder(data, `${data}.keys`, 'a server').close();
  });
});

describeWithPostgres('touchstone ledger copy, with servers', () => {
  let stub: Stub;
  let database: TemporaryDatabase;
  beforeEach(async () => {
    stub = await startEventStoreStub();
    database = await temporaryDatabase();
  });
  afterEach(async () => {
    await stub.stop();
    await database.drop();
  });

  it('copies up, compares, copies back, and says how to go on', async () => {
    const data = await dataFolder('data');
    const environment = { EVENTSTOREDB_URL: stub.url, POSTGRES_URL: database.url, TOUCHSTONE_DATA: data };
    const up = await copy(['--to'], environment);
    expect(up).toMatchObject({
      code: 0,
      output: expect.stringMatching(/1 events in 1 streams, SHA-256 [0-9a-f]{64}\n {2}1 identifiers[^]*\n {2}1 named tokens\n/),
    });
    expect(up.output).toContain(`master key ${join(`${data}.keys`, 'master.key')}`);
    expect(await copy(['--to', '--verify-only'], environment)).toMatchObject({
      code: 0,
      output: expect.stringContaining('Both sides are equal'),
    });

    const back = join(root, 'back');
    expect(await copy(['--from', '--data', back], environment)).toMatchObject({
      code: 1,
      output: expect.stringContaining('master.key is missing'),
    });
    const args = ['--from', stub.url, '--vault-from', database.url, '--data', back, '--keys', `${data}.keys`];
    expect(await copy(args)).toMatchObject({ code: 0, output: expect.stringContaining(`TOUCHSTONE_DATA=${back}`) });
    const other = await dataFolder('other');
    expect(await copy([...args.slice(0, 5), other, '--keys', `${other}.keys`])).toMatchObject({
      code: 1,
      output: expect.stringContaining('Nothing was written'),
    });
  });

  it('refuses servers that services are connected to, in both directions, names these and writes nothing', async () => {
    const data = await dataFolder('data');
    const keys = `${data}.keys`;
    const environment = { EVENTSTOREDB_URL: stub.url, POSTGRES_URL: database.url, TOUCHSTONE_KEYS: keys };
    const service = await openPostgresVault({ url: database.url, keysDir: keys, applicationName: 'touchstone-ledger-vault' });
    try {
      for (const args of [
        ['--to', '--data', data],
        ['--from', '--data', join(root, 'back')],
      ])
        expect(await copy(args, environment)).toMatchObject({
          code: 1,
          output: expect.stringContaining('touchstone-ledger-vault'),
        });
      expect(stub.log.records.filter(({ type }) => !type.startsWith('$'))).toEqual([]);
      expect(await database.query('SELECT handle FROM touchstone_vault.registry')).toEqual([]);
    } finally {
      await service.close();
    }
    expect(await copy(['--to', '--data', data], environment)).toMatchObject({ code: 0 });
  });
});
