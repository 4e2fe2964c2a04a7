import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli, startServer, temporaryFolder, type TestServer } from './server.js';

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
describe('A backup', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  const data = at('data');
  const backup = at('backups', 'monday');
  let server: TestServer | undefined;
  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });

  const batch = async (from: number, to: number): Promise<void> => {
    const lines = Array.from({ length: to - from }, (_, index) => JSON.stringify(call(from + index))).join('\n');
    const answer = await server?.call('POST', '/touchpoints/batch', lines, { 'content-type': 'application/x-ndjson' });
    expect(answer?.status).toBe(200);
  };
  const found = async (index: number): Promise<number> => {
    const answer = await server?.call<{ readonly customers: readonly object[] }>(
      'GET',
      `/customers?q=ada.${index}%40example.org`,
    );
    return answer?.body.customers.length ?? 0;
  };
  const restore = (...args: string[]): ReturnType<typeof runCli> => runCli(['restore', backup, ...args]);

  it('is made while a server goes on recording, and says what it holds and what it does not', async () => {
    server = await startServer(data);
    await batch(0, 500);
    const made = new AbortController();
    const recording = (async () => {
      for (let from = 500; !made.signal.aborted; from += 20) await batch(from, from + 20);
    })();
    const { code, output } = await runCli(['backup', backup, '--data', data]);
    made.abort();
    await recording;
    expect(code).toBe(0);
    const size = Number(/(\d+) events, as of/.exec(output)?.[1]);
    expect(size).toBeGreaterThanOrEqual(500);
    expect(output).toContain(`The backup is in ${backup}`);
    expect(output).toContain(`Keep ${data}.keys too, in another place`);
    expect(readdirSync(backup).toSorted()).toEqual(['backup.json', 'format.json', 'ledger.db', 'vault.db']);
    expect([backup, join(backup, 'vault.db')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    await server.stop();
  });

  it('can be checked where nothing can be written', async () => {
    chmodSync(backup, 0o500);
    const { code, output } = await restore('--verify-only');
    chmodSync(backup, 0o700);
    expect([code, output]).toEqual([0, expect.stringContaining(`The backup in ${backup} is whole`)]);
    expect(readdirSync(backup)).toHaveLength(4);
  });

  it('does not replace what is there', async () => {
    const { code, output } = await restore('--data', data);
    expect([code, output]).toEqual([1, expect.stringContaining(`${data} is not empty`)]);
    const again = await runCli(['backup', backup, '--data', data]);
    expect([again.code, again.output]).toEqual([1, expect.stringContaining(`${backup} is not empty`)]);
    const inside = await runCli(['backup', join(data, 'backup'), '--data', data]);
    expect([inside.code, inside.output]).toEqual([1, expect.stringContaining('is in the data folder')]);
  });

  it('is restored after the data was lost: everybody is found, and recording goes on', async () => {
    rmSync(data, { recursive: true });
    const { code, output } = await restore('--data', data);
    expect([code, output]).toEqual([0, expect.stringContaining(`Its vault opens with the master key in ${data}.keys`)]);
    server = await startServer(data);
    await batch(20_000, 20_001);
    // The views are built anew.
    for (const until = Date.now() + 30_000; Date.now() < until && (await found(20_000)) !== 1;) await sleep(50);
    for (const index of [0, 250, 499, 20_000]) expect(await found(index)).toBe(1);
    await server.stop();
    expect(await runCli(['ledger', 'verify', '--data', data])).toMatchObject({ code: 0 });
  });

  it('with the keys of another installation is not restored, and nothing is left', async () => {
    const other = await startServer(at('other'));
    await other.stop();
    const { code, output } = await restore('--data', at('elsewhere'), '--keys', at('other.keys'));
    expect([code, output]).toEqual([1, expect.stringContaining('master key')]);
    expect([at('elsewhere'), at('elsewhere.unfinished')].map((path) => existsSync(path))).toEqual([false, false]);
  });

  it('is restored without keys, and says that they are to be put back', async () => {
    const { code, output } = await restore('--data', at('bare'));
    expect([code, output]).toEqual([0, expect.stringContaining(`There is no master.key in ${at('bare')}.keys`)]);
  });

  it.each([
    ['ledger.db', 'is not as it was backed up'],
    ['vault.db', 'is not as it was backed up'],
    ['backup.json', 'is damaged'],
  ])('in which a byte of %s was changed is refused by name, and nothing is left', async (name, message) => {
    const path = join(backup, name);
    const before = readFileSync(path);
    const damaged = Buffer.from(before);
    const place = Math.floor(damaged.length / 2);
    damaged.writeUInt8(damaged.readUInt8(place) ^ 0xff, place);
    writeFileSync(path, name === 'backup.json' ? before.subarray(0, place) : damaged);
    const { code, output } = await restore('--data', at('elsewhere'));
    writeFileSync(path, before);
    expect([code, output]).toEqual([1, expect.stringContaining(`${path} ${message}`)]);
    expect(existsSync(at('elsewhere'))).toBe(false);
  });

  it('that was made anew of other events is refused: it does not hold what the root says', async () => {
    const path = join(backup, 'backup.json');
    const before = readFileSync(path, 'utf8');
    const manifest = JSON.parse(before) as { ledger: { root: string } };
    manifest.ledger.root = manifest.ledger.root.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    writeFileSync(path, JSON.stringify(manifest));
    const { code, output } = await restore('--verify-only');
    writeFileSync(path, before);
    expect([code, output]).toEqual([1, expect.stringContaining('events 1 to')]);
  });

  it('goes where an attempt that was killed left half of one', async () => {
    const next = at('backups', 'tuesday');
    mkdirSync(`${next}.unfinished`);
    writeFileSync(join(`${next}.unfinished`, 'ledger.db'), 'half of it');
    const { code } = await runCli(['backup', next, '--data', data]);
    expect(code).toBe(0);
    expect(readdirSync(at('backups')).toSorted()).toEqual(['monday', 'tuesday']);
  });

  it.each([
    ['no data folder', ['backup', 'FOLDER', '--data', 'NOWHERE'], 'There is no ledger.db'],
    ['no backup', ['restore', 'NOWHERE', '--data', 'FOLDER'], 'There is no backup in'],
  ])('of %s is refused, and says what to do', async (_of, args, message) => {
    const names = new Map([
      ['FOLDER', at('wanted')],
      ['NOWHERE', at('nowhere')],
    ]);
    const { code, output } = await runCli(args.map((arg) => names.get(arg) ?? arg));
    expect([code, output]).toEqual([1, expect.stringContaining(message)]);
    expect(existsSync(at('wanted'))).toBe(false);
  });
});
