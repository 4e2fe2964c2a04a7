import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { FoundCustomers } from '#customers';
import { mountSmallDisk } from '#sqlite/testing';
import type { ViewsProblem } from '#views';
import { type Answer, runCli, runServer, startServer, temporaryFolder, type TestServer } from './server.js';

const PAGE = 4096;

const touchpoint = (externalId: string, number = externalId, content = 'hello'): object => ({
  source: 'desk',
  externalId,
  occurredAt: '2026-05-01T10:00:00Z',
  kind: 'note',
  channel: 'crm',
  direction: 'internal',
  department: 'service',
  content,
  parties: [{ role: 'subject', name: 'Ada Byron', identifiers: [{ type: 'customer-number', value: `K-${number}` }] }],
});

/** What a person sees who starts the server on this folder in vain. */
async function refusal(data: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = runServer(data);
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, output };
}

interface Ready {
  readonly status: string;
  readonly checks: Readonly<
    Record<
      string,
      {
        readonly ok: boolean;
        readonly file?: string;
        readonly problems?: Record<string, ViewsProblem>;
        readonly lag?: Record<string, string>;
      }
    >
  >;
}
const readiness = (server: TestServer) => server.call<Ready>('GET', '/health/ready');

async function until(what: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await what()) && Date.now() < end;) await sleep(50);
  expect(await what()).toBe(true);
}

describe('On the day when', () => {
  const folder = temporaryFolder();
  const whole = join(folder.path, 'whole');
  afterAll(() => folder.remove());

  /** Records these, waits for the views, and stops. */
  const record = async (data: string, ids: readonly string[]): Promise<void> => {
    const server = await startServer(data);
    const lines = ids.map((id) => JSON.stringify(touchpoint(id))).join('\n');
    const answer = await server.call<string>('POST', '/touchpoints/batch', lines, { 'content-type': 'application/x-ndjson' });
    expect(answer.status).toBe(200);
    await until(async () => Object.values((await readiness(server)).body.checks['views']?.lag ?? {}).every((lag) => lag === '0'));
    expect(await server.stop()).toBe(0);
    // A server leaves its write-ahead files; a backup, and so a copy of one file, has all of it in that.
    for (const file of ['ledger.db', 'vault.db']) {
      const db = new Database(join(data, file));
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
    }
  };
  /** A copy of the whole installation to do damage to. */
  const copyOf = (source: string, name: string): string => {
    const data = join(folder.path, name);
    cpSync(source, data, { recursive: true });
    cpSync(`${source}.keys`, `${data}.keys`, { recursive: true });
    return data;
  };
  const remove = (data: string, file: string): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, file + suffix), { force: true });
  };
  const found = async (server: TestServer, id: string): Promise<number | undefined> =>
    (await server.call<FoundCustomers>('GET', `/customers?q=K-${id}`)).body.customers[0]?.touchpoints;

  beforeAll(() =>
    record(
      whole,
      Array.from({ length: 1600 }, (_, n) => `first-${n}`),
    ),
  );

  it('nothing happened, doctor says so', async () => {
    const { code, output } = await runCli(['doctor', '--data', whole]);
    expect([code, output]).toEqual([0, expect.stringMatching(/ok +ledger and vault +both of the installation [-\da-f]{36}\n/)]);
    expect(output).toMatch(/ok +keys +everybody named in 1601 events has one/);
    expect(output).not.toMatch(/^(?:WRONG|look) /m);
  });

  it('ledger.db is gone: the start is refused, names the backup, and makes no empty one in its place', async () => {
    const data = copyOf(whole, 'ledger-gone');
    remove(data, 'ledger.db');
    const { code, output } = await refusal(data);
    expect(code).toBe(74);
    expect(output).toMatch(
      /^The ledger is gone: the vault .*vault\.db was used by the installation .*Put the ledger back from its newest backup.*\n$/,
    );
    expect(existsSync(join(data, 'ledger.db'))).toBe(false);
    const doctor = await runCli(['doctor', '--data', data]);
    expect([doctor.code, doctor.output]).toEqual([1, expect.stringMatching(/WRONG +ledger and vault +The ledger is gone/)]);
    cpSync(join(whole, 'ledger.db'), join(data, 'ledger.db'));
    const server = await startServer(data);
    expect(await found(server, 'first-7')).toBe(1);
    await server.stop();
  });

  it('vault.db is gone: the start is refused, names the backup, and makes no empty one in its place', async () => {
    const data = copyOf(whole, 'vault-gone');
    remove(data, 'vault.db');
    const { code, output } = await refusal(data);
    expect(code).toBe(74);
    expect(output).toMatch(/^The vault is gone: .*Put the vault back from its newest backup, with its master key.*\n$/);
    expect(existsSync(join(data, 'vault.db'))).toBe(false);
    const doctor = await runCli(['doctor', '--data', data]);
    expect([doctor.code, doctor.output]).toEqual([1, expect.stringMatching(/WRONG +ledger and vault +The vault is gone/)]);
  });

  it('the master key is gone: the start is refused and makes no other one', async () => {
    const data = copyOf(whole, 'key-gone');
    rmSync(join(`${data}.keys`, 'master.key'));
    const { code, output } = await refusal(data);
    expect([code, output]).toEqual([
      78,
      expect.stringContaining('Put it back from its backup: without it no personal data can be opened'),
    ]);
    expect(existsSync(join(`${data}.keys`, 'master.key'))).toBe(false);
    const doctor = await runCli(['doctor', '--data', data]);
    expect([doctor.code, doctor.output]).toEqual([1, expect.stringMatching(/WRONG +master key .*not there/)]);
  });

  it('vault and keys of another installation lie beside the ledger: the start is refused and says which is which', async () => {
    const other = join(folder.path, 'other');
    await record(other, ['other-1']);
    const data = copyOf(whole, 'mixed');
    remove(data, 'vault.db');
    cpSync(join(other, 'vault.db'), join(data, 'vault.db'));
    rmSync(`${data}.keys`, { recursive: true });
    cpSync(`${other}.keys`, `${data}.keys`, { recursive: true });
    const { code, output } = await refusal(data);
    expect(code).toBe(74);
    expect(output).toMatch(
      /are not of the same installation \(the ledger's: [-\da-f]{36}; the vault's: [-\da-f]{36}\)\. Put the right one/,
    );
  });

  it('yesterday’s vault lies beside today’s ledger: the start is refused, and goes on once the lost keys are given up', async () => {
    const data = copyOf(whole, 'yesterday');
    const yesterday = join(folder.path, 'vault-of-yesterday.db');
    cpSync(join(data, 'vault.db'), yesterday);
    await record(data, ['today-1', 'today-2']);
    remove(data, 'vault.db');
    cpSync(yesterday, join(data, 'vault.db'));

    const { code, output } = await refusal(data);
    expect(code).toBe(74);
    expect(output).toMatch(
      /^The vault .* is older than the ledger .* in the last 1000 events the keys of 2 are missing.*Put back the newest backup of the vault/,
    );
    const doctor = await runCli(['doctor', '--data', data]);
    expect([doctor.code, doctor.output]).toEqual([
      1,
      expect.stringMatching(/WRONG +keys +those of 2 who are named in the ledger are missing/),
    ]);

    const given = await runCli(['doctor', '--data', data, '--accept-lost-keys']);
    expect([given.code, given.output]).toEqual([0, expect.stringContaining('The keys of 2 were given up.')]);
    const server = await startServer(data);
    expect(await found(server, 'first-7')).toBe(1);
    const again = await server.call('POST', '/touchpoints', touchpoint('tomorrow', 'today-1'));
    expect(again.status).toBe(201);
    await server.stop();
  });

  it.each([
    ['ledger.db', 'ledger'],
    ['vault.db', 'vault'],
  ])('pages of %s are damaged: it is not ready, the log and doctor say what to do', async (file, name) => {
    const data = copyOf(whole, `damaged-${name}`);
    const path = join(data, file);
    const bytes = readFileSync(path);
    // A page of what was recorded long ago, which the start does not read.
    const page = Math.floor(bytes.length / PAGE / 8);
    bytes.fill(0x55, page * PAGE, (page + 1) * PAGE);
    writeFileSync(path, bytes);
    const server = await startServer(data);
    await until(async () => (await readiness(server)).body.checks[name]?.file === 'damaged');
    expect(await readiness(server)).toMatchObject({
      status: 503,
      body: { status: 'not-ready', checks: { [name]: { ok: false } } },
    });
    expect(server.output()).toContain(`the ${name} is damaged: stop the server and restore its backup`);
    const doctor = await runCli(['doctor', '--data', data]);
    expect([doctor.code, doctor.output]).toEqual([
      1,
      expect.stringMatching(new RegExp(`WRONG +${file} +damaged: .*\\n +-> stop the server, keep the file`)),
    ]);
    await server.stop();
  });

  it('views/serving.json is damaged: the start goes on with what is there, and says so', async () => {
    const data = copyOf(whole, 'pointer');
    writeFileSync(join(data, 'views', 'serving.json'), '{"customers": ');
    const server = await startServer(data);
    expect(await found(server, 'first-7')).toBe(1);
    expect(server.output()).toContain('the file that says which view editions serve is damaged');
    expect(server.output()).not.toMatch(/^\s+at /m);
    await server.stop();
  });

  it('views of another installation lie there: they are built anew', async () => {
    const other = join(folder.path, 'other-views');
    await record(other, ['other-1']);
    const data = copyOf(whole, 'foreign-views');
    rmSync(join(data, 'views'), { recursive: true });
    renameSync(join(other, 'views'), join(data, 'views'));
    const server = await startServer(data);
    await until(async () => (await found(server, 'first-7')) === 1);
    expect(await found(server, 'other-1')).toBeUndefined();
    expect(server.output()).toContain('was not built from this ledger');
    await server.stop();
  });
});

const disk = mountSmallDisk(16);
const withDisk = disk ? it : it.skip;

describe(`On a small disk${disk ? '' : ' (needs root to mount one)'}`, () => {
  const keys = temporaryFolder();
  afterAll(() => {
    disk?.remove();
    keys.remove();
  });

  withDisk(
    'that fills and is emptied, writes are refused and the views named; then all of it catches up without a restart',
    async () => {
      if (!disk) return;
      const data = join(disk.path, 'data');
      mkdirSync(join(keys.path, 'keys'), { mode: 0o700 });
      const server = await startServer(data, { TOUCHSTONE_KEYS: join(keys.path, 'keys') });
      const recorded: string[] = [];
      let refused: { status: number; body: Answer } | undefined;
      for (let n = 0; n < 2000 && !refused; n++) {
        if (n === 5) writeFileSync(join(disk.path, 'ballast-2'), Buffer.alloc(9_000_000));
        const answer = await server.call('POST', '/touchpoints', touchpoint(`full-${n}`, 'full', 'x'.repeat(20_000)));
        if (answer.status === 201) recorded.push(`full-${n}`);
        else refused = answer;
      }
      disk.fill();
      expect(refused).toMatchObject({ status: 507, body: { code: 'disk-full' } });
      await until(async () => {
        const { problems } = (await readiness(server)).body.checks['views'] ?? {};
        return Object.values(problems ?? {}).some(({ code }) => code === 'disk-full');
      });
      expect(server.output()).toContain('a view edition cannot go on; trying again');
      expect((await server.call('GET', '/customers?q=K-full')).status).toBe(200);

      disk.empty();
      rmSync(join(disk.path, 'ballast-2'));
      const more = await server.call('POST', '/touchpoints', touchpoint('after-room', 'full'));
      expect(more.status).toBe(201);
      await until(async () => {
        const { body } = await server.call<FoundCustomers>('GET', '/customers?q=K-full');
        return body.customers[0]?.touchpoints === recorded.length + 1;
      });
      const after = await readiness(server);
      expect([after.status, after.body.checks['views']?.problems]).toEqual([200, undefined]);
      expect(await server.stop()).toBe(0);
    },
  );
});
