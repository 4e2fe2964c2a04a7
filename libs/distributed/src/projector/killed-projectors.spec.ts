import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { PostgresEditions } from '#views/postgres';
import { touchpoint } from './testing/counting.js';

/** Projects for ever; says on its standard output when it leads. A SQLite ledger tells other processes nothing: it is looked at again and again. */
const PROJECTOR = `
  const { openSqliteEventStore } = require('#event-store');
  const { PostgresEditions } = require('#views/postgres');
  const { runProjectorService } = require(${JSON.stringify(join(__dirname, 'run-projector-service.ts'))});
  const { counting } = require(${JSON.stringify(join(__dirname, 'testing/counting.ts'))});
  (async () => {
    const [, ledger, url] = process.argv;
    const store = openSqliteEventStore(ledger, { readonly: true });
    const events = {
      head: () => store.head(),
      readStream: (stream) => store.readStream(stream),
      async *subscribe(after, { signal, batchSize }) {
        while (!signal.aborted) {
          const page = await store.readAll(after, { limit: batchSize });
          if (page.length > 0) yield { events: page, caughtUp: page.length < batchSize };
          else await new Promise((resolve) => setTimeout(resolve, 10));
          after = page.at(-1)?.position ?? after;
        }
      },
    };
    const editions = await PostgresEditions.open({ url, applicationName: 'projector', announces: true, max: 2 });
    await runProjectorService({
      url, editions, events, sets: [counting()], batchSize: 7,
      signal: new AbortController().signal, log: { info() {}, error() {} },
      onStatus: (_set, { state }) => process.stdout.write(state + '\\n'),
    });
  })();
`;

interface Projector {
  readonly process: ChildProcess;
  said: string;
}

describeWithPostgres('Two projector processes', () => {
  let database: TemporaryDatabase;
  let folder: string;
  let ledger: string;
  let store: EventStore;
  let editions: PostgresEditions;
  const children: Projector[] = [];
  let recorded = 0;
  beforeEach(async () => {
    database = await temporaryDatabase();
    folder = mkdtempSync(join(tmpdir(), 'projectors-'));
    ledger = join(folder, 'ledger.db');
    store = openSqliteEventStore(ledger);
    editions = await PostgresEditions.open({ url: database.url, applicationName: 'looks', announces: true, max: 2 });
    recorded = 0;
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(kill));
    await editions.close();
    await store.close();
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  const start = (): Projector => {
    const hook = require.resolve('../../../event-store/src/sqlite/run-typescript.cjs');
    const child: Projector = {
      process: spawn(process.execPath, ['--conditions=source', '--require', hook, '--eval', PROJECTOR, ledger, database.url]),
      said: '',
    };
    child.process.stdout?.on('data', (chunk: Buffer) => (child.said += chunk.toString()));
    children.push(child);
    return child;
  };
  const kill = async ({ process: child }: Projector): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  };
  const leads = ({ said }: Projector): boolean => said.trim().endsWith('leading');
  const until = async (what: () => boolean | Promise<boolean>, withinMs: number): Promise<number> => {
    const since = Date.now();
    while (!(await what()) && Date.now() - since < withinMs) await sleep(25);
    expect(await what()).toBe(true);
    return Date.now() - since;
  };
  const record = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      recorded += 1;
      await store.append(`s-${recorded}`, [touchpoint(recorded, `kind-${recorded % 3}`)], 'none');
    }
  };
  const caughtUp = async (): Promise<boolean> =>
    (await editions.states('counting')).find(({ serving }) => serving)?.position === BigInt(recorded);
  const counted = async (): Promise<number | undefined> =>
    (await editions.reader('counting').all<{ events: number }>('SELECT SUM(events) AS events FROM counts'))[0]?.events;
  const announced = async (): Promise<string[]> =>
    (await editions.outbox.read('counting', 0n, recorded + 100)).map(({ message }) => (message as { position: string }).position);
  const allPositions = (): string[] => Array.from({ length: recorded }, (_, n) => String(n + 1));

  it('count and announce every event once, whoever of them is killed at whatever moment', async () => {
    start();
    start();
    for (let round = 0; round < 6; round++) {
      const recording = record(150);
      await until(() => children.some(leads), 15_000);
      await sleep(Math.random() * 300);
      const leader = children.find(leads);
      if (leader) {
        await kill(leader);
        children.splice(children.indexOf(leader), 1);
      }
      start();
      await recording;
    }
    await until(caughtUp, 20_000);
    expect(await counted()).toBe(recorded);
    expect(await announced()).toEqual(allPositions());
  }, 90_000);

  it('change places when the leader stands still, and it does no harm when it wakes up', async () => {
    const first = start();
    await until(() => leads(first), 15_000);
    const second = start();
    await until(() => second.said.includes('standing-by'), 15_000);
    const recording = record(300);
    await sleep(30);
    first.process.kill('SIGSTOP');
    await recording;
    expect(await until(() => leads(second), 30_000)).toBeLessThan(20_000);
    await until(caughtUp, 10_000);
    first.process.kill('SIGCONT');
    await record(50);
    await until(caughtUp, 10_000);
    await until(() => first.said.trim().endsWith('standing-by'), 10_000);
    expect(await counted()).toBe(recorded);
    expect(await announced()).toEqual(allPositions());
  }, 90_000);
});
