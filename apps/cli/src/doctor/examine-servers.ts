import { openEventStoreDb } from '#event-store/eventstoredb';
import { Installation } from '#features';
import { placesOf, serverFacts } from '#distributed';
import { openPostgresVault } from '#vault/postgres';
import { examineKeys } from './examine-keys.js';
import { examine, type Finding, size } from './finding.js';

export interface ServersOptions {
  readonly eventStoreDb: string;
  readonly postgres: string;
  readonly keys: string;
  readonly allowInsecure: boolean;
  readonly onProgress: (part: number, events: number) => void;
}

/** What the servers of the distributed edition say. Writes nothing. */
export async function examineServers(options: ServersOptions): Promise<readonly Finding[]> {
  return [
    ...(await examine('PostgreSQL', () => postgres(options))),
    ...(await examine('EventStoreDB', () => eventStoreDb(options))),
    ...(await examine('ledger and vault', () => belonging(options))),
  ];
}

async function postgres({ postgres: url }: ServersOptions): Promise<readonly Finding[]> {
  const { version, hasChecksums, checksumFailures, bytes } = await serverFacts(url, 'touchstone-doctor');
  const checksums: Finding = hasChecksums
    ? { what: 'checksums of PostgreSQL', state: 'ok', found: 'kept' }
    : {
        what: 'checksums of PostgreSQL',
        state: 'warning',
        found: 'not kept, so that damage would go unnoticed',
        todo: 'stop PostgreSQL and turn them on with pg_checksums --enable',
      };
  const damaged: Finding = {
    what: 'checksums of PostgreSQL',
    state: 'wrong',
    found: `${checksumFailures} damaged pages were found`,
    todo: 'stop all services and put back the newest backup of PostgreSQL',
  };
  return [
    { what: 'PostgreSQL', state: 'ok', found: `version ${version}; the database has ${size(bytes)}` },
    checksumFailures > 0 ? damaged : checksums,
  ];
}

async function eventStoreDb({ eventStoreDb: url, allowInsecure }: ServersOptions): Promise<readonly Finding[]> {
  const store = openEventStoreDb({ url, allowInsecure });
  try {
    return [{ what: 'EventStoreDB', state: 'ok', found: `answers; the newest event is at ${await store.head()}` }];
  } finally {
    await store.close();
  }
}

async function belonging({
  eventStoreDb: url,
  postgres: database,
  keys,
  allowInsecure,
  onProgress,
}: ServersOptions): Promise<readonly Finding[]> {
  const vault = await openPostgresVault({
    url: database,
    keysDir: keys,
    readonly: true,
    connections: 2,
    applicationName: 'touchstone-doctor',
  });
  const ledger = openEventStoreDb({ url, allowInsecure });
  try {
    const installation = new Installation({ ledger, vault, places: placesOf(url, database), readonly: true });
    return await examineKeys({ ledger, vault, installation, onProgress });
  } finally {
    await ledger.close();
    await vault.close();
  }
}
