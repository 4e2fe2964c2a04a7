import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodeFor, messageOf } from '#cli';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { openEventStoreDb, openEventStoreDbImport } from '#event-store/eventstoredb';
import { startEventStoreStub, type Stub } from '#event-store/testing';
import { START } from '#events';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { type InclusionProof, LEDGER_TREE, ledgerTreeViews } from '#proof';
import { runProjection } from '#views';
import { PostgresEditions } from '#views/postgres';
import { proveCommand } from './prove-command.js';
import { verifyCommand } from './verify-command.js';

const EVENTS = 300;

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'ledger-verify-'))));
afterEach(() => rmSync(root, { recursive: true }));

/** Runs a command in this process; `output` is what it printed as its result. */
async function run(
  make: (environment: NodeJS.ProcessEnv) => Command,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: unknown; output: string }> {
  let output = '';
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((output += String(text)), true)),
    jest.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ];
  process.exitCode = undefined;
  try {
    await make(environment)
      .exitOverride()
      .parseAsync([...args], { from: 'user' });
    return { code: process.exitCode ?? 0, output };
  } catch (error) {
    return { code: exitCodeFor(error), output: output + messageOf(error) };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}
const verify = (args: readonly string[], environment?: NodeJS.ProcessEnv) => run(verifyCommand, args, environment);
const prove = (args: readonly string[], environment?: NodeJS.ProcessEnv) => run(proveCommand, args, environment);

/** A data folder with nothing but a ledger. */
async function dataFolder(): Promise<string> {
  const data = join(root, 'data');
  mkdirSync(data);
  const store = openSqliteEventStore(join(data, 'ledger.db'));
  for (let n = 0; n < EVENTS; n += 1) await store.append(`s-${n}`, [event(n)], 'none');
  await store.close();
  return data;
}

const event = (n: number) => ({
  id: crypto.randomUUID().toUpperCase(),
  type: 'CallHeard',
  schemaVersion: 1,
  data: { n, kind: 'call', 2: 'two', 1: 'one' },
  metadata: n % 2 === 0 ? {} : { correlationId: `r-${n}` },
});

const rootIn = (output: string): string | undefined => /root (\d+:[0-9a-f]{64})/.exec(output)?.[1];

describe('touchstone ledger verify and prove', () => {
  it.each([
    ['a folder without a ledger', verify, ['--data', '/nowhere/data'], 1, 'There is no ledger in /nowhere/data'],
    ['no address', verify, ['--from'], 2, 'with EVENTSTOREDB_URL'],
    ['neither an id nor a root', prove, [], 2, "Say either an event's id, or --since and a root."],
    ['both', prove, ['x', '--since', '1:ab'], 2, "Say either an event's id, or --since and a root."],
    ['a root that is none', prove, ['--since', 'abc'], 2, 'abc is no root'],
  ])('refuse %s and say what to do', async (_name, command, args, code, message) => {
    expect(await command(args)).toMatchObject({ code, output: expect.stringContaining(message) });
  });

  it('say where nothing is there to compare a ledger with', async () => {
    const data = await dataFolder();
    expect(await verify(['--data', data])).toMatchObject({
      code: 0,
      output: expect.stringContaining('nothing is there yet to compare it with: 300 events'),
    });
    const { code, output } = await prove(['b4ad4a0c-5f43-4ba8-8a4a-0c6f5e4d3c2b', '--data', data]);
    expect([code, output]).toEqual([1, 'The ledger has no event b4ad4a0c-5f43-4ba8-8a4a-0c6f5e4d3c2b.']);
  });

  it('add each root to a file once, and refuse a file that is something else', async () => {
    const data = await dataFolder();
    const file = join(root, 'roots');
    const { output } = await verify(['--data', data, '--roots', file]);
    await verify(['--data', data, '--roots', file]);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^\\S+Z ${rootIn(output)}\n$`));
    writeFileSync(file, 'some notes\n');
    expect(await verify(['--data', data, '--roots', file])).toMatchObject({
      code: 2,
      output: expect.stringContaining(`Line 1 of ${file}`),
    });
    expect(readFileSync(file, 'utf8')).toBe('some notes\n');
  });

  it('find the same root, and prove the same, in a copy on EventStoreDB', async () => {
    const data = await dataFolder();
    const stub = await startEventStoreStub();
    try {
      const events = await copyTo(stub, data);
      const here = await verify(['--data', data]);
      expect(rootIn((await verify(['--from', stub.url])).output)).toBe(rootIn(here.output));
      const id = events[5]?.id ?? '';
      const [one, other] = [await prove([id, '--data', data]), await prove([id, '--from', stub.url])];
      expect(one).toEqual(other);
      expect(JSON.parse(one.output) as InclusionProof).toMatchObject({ index: 5, event: id.toLowerCase(), size: EVENTS });
    } finally {
      await stub.stop();
    }
  });
});

async function copyTo(stub: Stub, data: string) {
  const store = openSqliteEventStore(join(data, 'ledger.db'), { readonly: true });
  const events = await store.readAll(START);
  await store.close();
  const target = openEventStoreDbImport({ url: stub.url });
  await target.take(events);
  await target.close();
  return events;
}

describeWithPostgres('touchstone ledger verify, with servers', () => {
  let stub: Stub;
  let database: TemporaryDatabase;
  let store: EventStore;
  beforeEach(async () => {
    stub = await startEventStoreStub();
    database = await temporaryDatabase();
    store = openEventStoreDb({ url: stub.url });
  });
  afterEach(async () => {
    await store.close();
    await stub.stop();
    await database.drop();
  });

  it('compares with what the views in PostgreSQL keep, which was computed event by event', async () => {
    await copyTo(stub, await dataFolder());
    const editions = await PostgresEditions.open({ url: database.url, applicationName: 'test', announces: true });
    const edition = await editions.create(ledgerTreeViews);
    await editions.promote(ledgerTreeViews, edition);
    const stop = new AbortController();
    const writer = editions.writer(ledgerTreeViews, edition);
    const head = await store.head();
    await runProjection({
      events: store,
      set: ledgerTreeViews,
      edition: writer,
      signal: stop.signal,
      batchSize: 100,
      onProgress: ({ position }) => position >= head && stop.abort(),
    });
    await writer.close();
    const environment = { EVENTSTOREDB_URL: stub.url, POSTGRES_URL: database.url };
    expect(await verify(['--from'], environment)).toMatchObject({
      code: 0,
      output: expect.stringContaining(
        'ranges of 256 events that are as the views were made of them: 1, and the events after them',
      ),
    });
    await database.query(`UPDATE "${LEDGER_TREE}_${edition}".blocks SET root = '${'ab'.repeat(32)}'`);
    const { code, output } = await verify(['--from'], environment);
    expect([code, output]).toEqual([1, expect.stringContaining('It is within events 1 to 256 of the ledger, positions')]);
    await editions.close();
  });
});
