import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { temporaryDatabase } from '#postgres/testing';
import { ownBroker, type OwnBroker } from '#streaming/testing';
import { REPOSITORY, startProgram, temporaryFolder, type TestServer } from '../e2e/server.js';
import { ownPostgres, type OwnPostgres, type OwnPostgresOptions } from './own-postgres.js';

const STUB = join(REPOSITORY, 'dist', 'libs', 'event-store', 'src', 'eventstoredb', 'testing', 'main.js');

export type ServiceName = 'ledger' | 'customers' | 'projector' | 'relay';

/** The distributed edition: a ledger, a PostgreSQL, a broker of its own, and services that are started one by one. */
export interface Installation {
  /** The settings of its services, for other programs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly eventStoreDb: string;
  readonly postgres: string;
  readonly broker: OwnBroker;
  /** Where the installation has a PostgreSQL of its own. */
  readonly server: OwnPostgres | undefined;
  /** Starts a service with the installation's settings. */
  start(service: ServiceName, environment?: Record<string, string>): Promise<TestServer>;
  /** Ends the servers; services are to be stopped first. */
  remove(): Promise<void>;
}

export interface InstallationOptions {
  /** PostgreSQL is killed: it is a server of the installation's own. */
  readonly killsPostgres?: boolean;
  /** A server of the installation's own that is set up like this. */
  readonly postgres?: OwnPostgresOptions;
  /** A server with access control instead of an open one; the test passes the services' settings for it. */
  readonly broker?: OwnBroker;
}

/**
 * The ledger is the server that `EVENTSTOREDB_URL` names, or a stub that speaks its protocol; PostgreSQL is a database of
 * the server that `POSTGRES_URL` names, or, to be killed, a server of its own.
 */
export async function installation({
  killsPostgres = false,
  postgres,
  broker: existing,
}: InstallationOptions = {}): Promise<Installation> {
  const folder = temporaryFolder();
  const undo: (() => unknown)[] = [() => folder.remove()];
  const given = process.env['EVENTSTOREDB_URL'];
  const stub = given ? undefined : await startStub();
  if (stub) undo.unshift(() => stub.stop());
  const server = killsPostgres || postgres ? await ownPostgres(postgres) : undefined;
  if (server) undo.unshift(() => server.remove());
  const database = server ? undefined : await temporaryDatabase();
  if (database) undo.unshift(() => database.drop());
  const broker = existing ?? (await ownBroker());
  undo.unshift(() => broker.remove());
  const settings = {
    EVENTSTOREDB_URL: given ?? stub?.url ?? '',
    // The server for tests may be on another machine without TLS, as the contract suite takes it.
    EVENTSTOREDB_ALLOW_INSECURE: 'true',
    POSTGRES_URL: server?.url ?? database?.url ?? '',
    KAFKA_BROKERS: broker.settings.brokers.join(','),
    TOUCHSTONE_KEYS: join(folder.path, 'keys'),
    TOUCHSTONE_DATA: join(folder.path, 'data'),
  };
  return {
    environment: settings,
    eventStoreDb: settings.EVENTSTOREDB_URL,
    postgres: settings.POSTGRES_URL,
    broker,
    server,
    start: (service, environment = {}) => startProgram(service, { ...settings, ...environment }),
    async remove() {
      for (const step of undo) await step();
    },
  };
}

/** The stub in a process of its own, so that the test does not affect it. */
async function startStub(): Promise<{ readonly url: string; stop(): void }> {
  const child = spawn(process.execPath, [STUB], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
    child.once('exit', () => reject(new Error('The stub of EventStoreDB did not start.')));
  });
  return { url, stop: () => void child.kill() };
}

/** What these tests need beside this repository; they are skipped where one of them is missing. */
const NEEDED = ['POSTGRES_URL', 'KAFKA_BROKERS'].filter((name) => !process.env[name]);

export function describeDistributed(name: string, tests: () => void): void {
  const group = NEEDED.length === 0 ? describe : describe.skip;
  group(NEEDED.length === 0 ? name : `${name} (needs ${NEEDED.join(' and ')})`, tests);
}
