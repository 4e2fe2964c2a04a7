import { join } from 'node:path';
import { startEventStoreStub, type Stub } from '#event-store/testing';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { testOpenStreams } from '../e2e/open-streams.js';
import { startProgram, temporaryFolder, type TestServer } from '../e2e/server.js';
import { type Gateway, openGateway } from './gateway.js';

jest.setTimeout(120_000);

describeWithPostgres('Live events of the distributed edition, behind the gateway', () => {
  const folder = temporaryFolder();
  const services: TestServer[] = [];
  let store: Stub;
  let database: TemporaryDatabase;
  let environment: Record<string, string>;
  let gateway: Gateway;

  beforeAll(async () => {
    [store, database] = await Promise.all([startEventStoreStub(), temporaryDatabase()]);
    environment = {
      EVENTSTOREDB_URL: store.url,
      POSTGRES_URL: database.url,
      TOUCHSTONE_KEYS: join(folder.path, 'keys'),
      TOUCHSTONE_DATA: join(folder.path, 'data'),
    };
    // Which makes the vault; the others need not wait for each other.
    services.push(await startProgram('ledger', environment));
    services.push(...(await Promise.all(['customers', 'projector'].map((name) => startProgram(name, environment)))));
    const [ledger, customers] = services;
    if (!ledger || !customers) throw new Error('The services did not start.');
    gateway = await openGateway({ ledger, customers });
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all(services.map((service) => service.stop()));
    await Promise.all([store.stop(), database.drop()]);
    folder.remove();
  });

  testOpenStreams(() => ({ server: gateway, cli: { args: [], environment } }));
});
