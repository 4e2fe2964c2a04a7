import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { BenchRow } from './bench-row.js';
import { startProgram } from './processes.js';

/** The repository, seen from dist/test/bench. */
const KAFKA = join(__dirname, '../../../infra/kafka/kafka.mjs');
const START_MS = 20_000;
const run = promisify(execFile);

type Server = 'POSTGRES_URL' | 'KAFKA_BROKERS';

/** A server of the benchmark's own. */
export interface OwnServer {
  readonly url: string;
  remove(): Promise<void>;
}

/** What stands in the table in place of a benchmark whose servers the environment does not name; `undefined` where it names all. */
export function skipped(what: string, needed: readonly Server[]): BenchRow[] | undefined {
  const missing = needed.filter((name) => !process.env[name]);
  return missing.length === 0 ? undefined : [{ what, ours: 'skipped', note: `needs ${missing.join(' and ')}` }];
}

/** A database of a random name on the server that `POSTGRES_URL` names. */
export async function temporaryDatabase(): Promise<OwnServer> {
  const server = process.env['POSTGRES_URL'] ?? '';
  const name = `touchstone_bench_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Lets the server finish what loading left to it: what autovacuum does in its own time, and writing to disk. */
export async function settleDatabase(url: string): Promise<void> {
  await query(url, 'VACUUM (ANALYZE)');
  await query(url, 'CHECKPOINT');
}

/** A broker on this machine, with data of its own. */
export async function ownBroker(): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-broker-'));
  const { stdout } = await run(process.execPath, [KAFKA, 'start', '--folder', folder]);
  return {
    url: stdout.trim(),
    async remove() {
      await run(process.execPath, [KAFKA, 'stop', '--folder', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The ledger that `EVENTSTOREDB_URL` names, or a stub that speaks its protocol, in a process of its own. */
export async function eventStoreDb(): Promise<OwnServer & { readonly isStub: boolean }> {
  const given = process.env['EVENTSTOREDB_URL'];
  if (given) return { url: given, isStub: false, remove: () => Promise.resolve() };
  const stub = startProgram('eventstoredb-stub', [], {});
  let url: string | undefined;
  for (const until = Date.now() + START_MS; url === undefined; await sleep(20)) {
    url = /^esdb:\S+$/m.exec(stub.output())?.[0];
    if (Date.now() < until && stub.running()) continue;
    await stub.stop('SIGTERM');
    throw new Error(`The stub of EventStoreDB did not start: ${stub.output()}`);
  }
  return { url, isStub: true, remove: () => stub.stop('SIGTERM') };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'touchstone benchmark' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
