import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { FoundCustomers } from '#customers';
import { runServer, startServer, temporaryFolder } from './server.js';

async function refusal(
  data: string,
  environment: Record<string, string> = {},
  args: string[] = [],
): Promise<{ code: number | null; output: string }> {
  const child = runServer(data, environment, args);
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, output };
}

const touchpoint = (externalId: string, content = ''): object => ({
  source: 'desk',
  externalId,
  occurredAt: '2026-05-01T10:00:00Z',
  kind: 'note',
  channel: 'crm',
  direction: 'internal',
  department: 'service',
  content,
  parties: [{ role: 'subject', identifiers: [{ type: 'customer-number', value: 'K1' }] }],
});

describe('A server that cannot start says why, and what to do', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  afterAll(() => folder.remove());

  it('names all mistakes in the settings at once', async () => {
    const { code, output } = await refusal(data, {
      PORT: 'eighty',
      TOUCHSTONE_REGION: 'Britain',
      TOUCHSTONE_TOKEN: 'short',
      TOUCHSTONE_DATE: 'x',
    });
    expect(code).toBe(78);
    for (const name of ['PORT', 'TOUCHSTONE_REGION', 'TOUCHSTONE_TOKEN', 'TOUCHSTONE_DATE', 'did you mean TOUCHSTONE_DATA'])
      expect(output).toContain(name);
    expect(output).not.toContain('short');
  });

  it('an argument that it does not know, and tells who asks where its settings are', async () => {
    expect(await refusal(data, {}, ['--port=80'])).toMatchObject({ code: 64, output: expect.stringContaining('--port=80') });
    expect(await refusal(data, {}, ['--help'])).toMatchObject({ code: 0, output: expect.stringContaining('PORT=8080') });
    expect(existsSync(data)).toBe(false);
  });

  it('a second server on the same data folder', async () => {
    const first = await startServer(data);
    const { code, output } = await refusal(data);
    expect(code).toBe(75);
    expect(output).toContain(data);
    expect((await first.call('POST', '/touchpoints', touchpoint('n1'))).status).toBe(201);
    expect(await first.stop()).toBe(0);
  });

  it('a vault that another is being moved into', async () => {
    const vault = new Database(join(data, 'vault.db'));
    vault.exec("INSERT INTO meta (name, value) VALUES ('transfer', 1)");
    const { code, output } = await refusal(data);
    expect([code, output]).toEqual([75, expect.stringMatching(/^Another vault is being moved into this one.*\n$/)]);
    vault.exec("DELETE FROM meta WHERE name = 'transfer'");
    vault.close();
  });

  it('a data folder, or a ledger, of a newer version', async () => {
    const format = join(data, 'format.json');
    const before = readFileSync(format, 'utf8');
    writeFileSync(format, JSON.stringify({ format: 99, createdBy: 'touchstone 9.0.0' }));
    const newerFolder = await refusal(data);
    expect([newerFolder.code, newerFolder.output]).toEqual([65, expect.stringContaining('9.0.0')]);
    writeFileSync(format, before);

    const ledger = new Database(join(data, 'ledger.db'));
    const version = ledger.pragma('user_version', { simple: true }) as number;
    ledger.pragma('user_version = 99');
    ledger.close();
    const newerLedger = await refusal(data);
    expect([newerLedger.code, newerLedger.output]).toEqual([65, expect.stringContaining('newer')]);
    const again = new Database(join(data, 'ledger.db'));
    again.pragma(`user_version = ${version}`);
    again.close();
  });

  it('a master key that everybody may read', async () => {
    const key = join(`${data}.keys`, 'master.key');
    expect(existsSync(key)).toBe(true);
    chmodSync(key, 0o644);
    const { code, output } = await refusal(data);
    expect([code, output]).toEqual([78, expect.stringContaining('master.key')]);
    chmodSync(key, 0o600);
  });

  it('a damaged ledger', async () => {
    const file = join(folder.path, 'damaged');
    mkdirSync(file);
    execFileSync('cp', ['-r', `${data}/.`, file]);
    execFileSync('cp', ['-r', `${data}.keys`, `${file}.keys`]);
    rmSync(join(file, 'ledger.db-wal'), { force: true });
    const descriptor = openSync(join(file, 'ledger.db'), 'r+');
    writeSync(descriptor, Buffer.alloc(2000, 0x55), 0, 2000, 0);
    closeSync(descriptor);
    const { code, output } = await refusal(file);
    expect([code, output]).toEqual([74, expect.stringContaining('ledger.db')]);
  });

  it('a damaged view file says that it can be deleted, and is rebuilt then', async () => {
    const views = join(data, 'views');
    const name = readdirSync(views).find((file) => file.startsWith('customers-') && file.endsWith('.db'));
    const file = join(views, name ?? '');
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    writeFileSync(file, Buffer.alloc(8192, 0x55));
    const { code, output } = await refusal(data);
    expect([code, output]).toEqual([74, expect.stringContaining('rebuilt')]);
    rmSync(file);
    const server = await startServer(data);
    const found = await server.call<FoundCustomers>('GET', '/customers?q=K1&after=1');
    expect(found.body.customers[0]?.touchpoints).toBe(1);
    await server.stop();
  });
});
