import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InclusionProof } from '#proof';
import Database from 'better-sqlite3';
import { openSqliteEventStore } from '#event-store';
import { START, type TouchpointRecorded } from '#events';
import { openSqliteVault } from '#vault';
import { REPOSITORY, runCli, startServer, temporaryFolder, type TestServer } from './server.js';

const CALLS = 299;
/** With the one that names the installation. */
const EVENTS = CALLS + 1;
const DAY_AND_AN_HOUR_MS = 25 * 3_600_000;

interface Ready {
  readonly status: string;
  readonly checks: { readonly seals: { readonly sealed?: number; readonly problem?: string; readonly seal?: object } };
}

/** The program that the documents show, in a file. */
function writeCheck(file: string): void {
  const text = readFileSync(join(REPOSITORY, 'docs/data-protection.md'), 'utf8');
  const [, program = ''] = /^```js\n(\/\/ node check\.mjs.*?)^```/ms.exec(text) ?? [];
  writeFileSync(file, program);
}

const call = (index: number) => ({
  source: 'telephone',
  externalId: `c-${index}`,
  occurredAt: '2026-05-01T10:00:00Z',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'service',
  subject: `Question ${index}`,
  parties: [{ role: 'caller', name: `Ada Byron ${index}`, identifiers: [{ type: 'email', value: `ada.${index}@example.org` }] }],
});

// Each step goes on where the one before ended, as the days of a company do.
describe('A ledger in which somebody changes a byte', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  const data = at('data');
  const roots = at('elsewhere', 'roots');
  const check = at('check.mjs');
  const cli = (...args: string[]): ReturnType<typeof runCli> => runCli([...args, '--data', data]);
  const checked = (...args: string[]): unknown => {
    const { status, stdout } = spawnSync(process.execPath, [check, ...args], { encoding: 'utf8' });
    return [status, stdout];
  };
  /** The clock of the server shows a day later. */
  const aDayLater = {
    NODE_OPTIONS: `--require ${join(REPOSITORY, 'test/distributed/shift-clock.cjs')}`,
    CLOCK_SHIFT_MS: String(DAY_AND_AN_HOUR_MS),
  };
  let sealedRoot = '';
  let older = '';
  let server: TestServer | undefined;

  beforeAll(async () => {
    writeCheck(check);
    server = await startServer(data);
    const lines = Array.from({ length: CALLS }, (_, index) => JSON.stringify(call(index))).join('\n');
    const { status } = await server.call('POST', '/touchpoints/batch', lines, { 'content-type': 'application/x-ndjson' });
    expect(status).toBe(200);
    await server.stop();
  });
  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });

  const seals = async (): Promise<Ready> => (await (server as TestServer).call<Ready>('GET', '/health/ready')).body;
  const proofFile = async (name: string, ...args: string[]): Promise<string> => {
    const { code, output } = await cli('ledger', 'prove', ...args);
    expect(code).toBe(0);
    writeFileSync(at(name), output.slice(output.indexOf('{')));
    return at(name);
  };

  it('before it is sealed, is verified against what the views keep, and its root is kept elsewhere', async () => {
    const missing = await cli('ledger', 'verify', '--roots', roots);
    expect([missing.code, missing.output]).toEqual([1, expect.stringContaining('ENOENT')]);
    const { code, output } = await cli('ledger', 'verify', '--roots', at('roots'));
    expect([code, output]).toEqual([0, expect.stringMatching(/The ledger is what it was: 300 events, root 300:[0-9a-f]{64}\n/)]);
    expect(output).toContain('ranges of 256 events that are as the views were made of them: 1, and the events after them');
    expect(readFileSync(at('roots'), 'utf8')).toMatch(/^\S+Z 300:[0-9a-f]{64}\n$/);
    older = /root (\S+)/.exec(output)?.[1] ?? '';
  });

  it('is sealed after a day', async () => {
    server = await startServer(data, aDayLater);
    for (const until = Date.now() + 20_000; Date.now() < until && (await seals()).checks.seals.sealed !== EVENTS;)
      await sleep(50);
    expect(await seals()).toMatchObject({ status: 'ready', checks: { seals: { ok: true, events: EVENTS + 1, sealed: EVENTS } } });
    const { code, output } = await cli('ledger', 'verify', '--roots', at('roots'));
    expect([code, output]).toEqual([0, expect.stringContaining('seals that agree: 1; the largest covers 300 events')]);
    expect(output).toContain(`roots in ${at('roots')} that agree: 1; the one of today was added`);
    await server.stop();
  });

  it('proves one contact to an auditor, who has the root and the lines of the documents', async () => {
    const store = openSqliteEventStore(join(data, 'ledger.db'), { readonly: true });
    const [, event] = await store.readAll(START, { limit: 2 });
    await store.close();
    const file = await proofFile('one.json', event?.id ?? '');
    const proof = JSON.parse(readFileSync(file, 'utf8')) as InclusionProof;
    sealedRoot = proof.root;
    expect(proof).toMatchObject({ event: event?.id, index: 1, size: EVENTS, sealed: expect.any(String) });
    expect(proof.leaf).not.toContain('Byron');
    expect(checked(file, sealedRoot)).toEqual([0, `It is so.\n${proof.leaf}\n`]);

    writeFileSync(at('false.json'), JSON.stringify({ ...proof, leaf: proof.leaf.replace('"call"', '"cull"') }));
    expect(checked(at('false.json'), sealedRoot)).toEqual([1, 'It is NOT so.\n']);
  });

  it('proves that nothing was changed since an older root', async () => {
    const root = older.split(':')[1] ?? '';
    const file = await proofFile('since.json', '--since', older);
    const { to } = JSON.parse(readFileSync(file, 'utf8')) as { to: { size: number; root: string } };
    expect(to.size).toBe(EVENTS + 1);
    expect(checked(file, root, to.root)).toEqual([0, 'It is so.\n']);
    expect(checked(file, 'ab'.repeat(32), to.root)).toEqual([1, 'It is NOT so.\n']);
    expect(checked(file, root, root)).toEqual([1, 'It is NOT so.\n']);
    expect(await cli('ledger', 'prove', '--since', `${EVENTS}:${'ab'.repeat(32)}`)).toMatchObject({
      code: 1,
      output: expect.stringContaining('The ledger had another root after 300 events.'),
    });
  });

  it('is still what it was after a customer is erased', async () => {
    const store = openSqliteEventStore(join(data, 'ledger.db'), { readonly: true });
    const [, event] = (await store.readAll(START, { limit: 2 })) as readonly TouchpointRecorded[];
    await store.close();
    const vault = openSqliteVault({ path: join(data, 'vault.db'), keysDir: `${data}.keys` });
    const hubs = event?.data.parties.map(({ hub }) => hub) ?? [];
    await vault.shred(hubs, { requestId: 'r-1', erasedAt: new Date().toISOString() });
    await vault.close();
    expect(await cli('ledger', 'verify')).toMatchObject({ code: 0 });
    expect(checked(await proofFile('erased.json', event?.id ?? ''), sealedRoot)).toMatchObject([0, expect.any(String)]);
  });

  it('with "call" made "cull" in its file, is found to differ, and where', async () => {
    const file = join(data, 'ledger.db');
    // What was recorded last may still be in the log beside the file.
    const db = new Database(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(file);
    const place = bytes.lastIndexOf('"kind":"call"');
    expect(place).toBeGreaterThan(0);
    bytes.write('cull', place + '"kind":"'.length);
    writeFileSync(file, bytes);
    const { code, output } = await cli('ledger', 'verify');
    expect(code).toBe(1);
    expect(output).toContain('The ledger is not what it was. Events are not what they were when the views were made of them.');
    expect(output).toMatch(
      /It is within events (1 to 256|257 to 301) of the ledger, positions \d+ to \d+, recorded \S+Z to \S+Z\./,
    );
    expect(output).toContain('See "A ledger that differs" in docs/operations.md.');
    expect(await cli('ledger', 'verify', '--roots', at('roots'))).toMatchObject({ code: 1 });
    expect(readFileSync(at('roots'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('is not ready once its views are made of what was changed', async () => {
    rmSync(join(data, 'views'), { recursive: true });
    server = await startServer(data);
    for (const until = Date.now() + 20_000; Date.now() < until && (await seals()).status === 'ready';) await sleep(50);
    expect(await seals()).toMatchObject({
      status: 'not-ready',
      checks: { seals: { ok: false, problem: 'ledger-diverged', seal: { size: EVENTS, position: String(EVENTS + 1) } } },
    });
    expect((await server.call<string>('GET', '/metrics')).body).toContain('touchstone_ledger_diverged 1');
    expect(server.output()).toContain('ledger-diverged: the first 300 events are not those');
    expect(await cli('ledger', 'verify')).toMatchObject({
      code: 1,
      output: expect.stringContaining('Events are not what was sealed on'),
    });
  });
});
