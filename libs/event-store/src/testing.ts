import { describe } from '@jest/globals';

export type { Faults } from './eventstoredb/testing/faults.js';
export { startEventStoreStub, type Stub, type StubOptions } from './eventstoredb/testing/stub-server.js';

/** The server for tests, `undefined` on a machine without one: `EVENTSTOREDB_URL=esdb://127.0.0.1:2113?tls=false npm run test:eventstoredb`. */
const EVENTSTOREDB_URL = process.env['EVENTSTOREDB_URL'];

/** A group of tests that needs an EventStoreDB or KurrentDB server: skipped where `EVENTSTOREDB_URL` names none. */
export function describeWithEventStoreDb(name: string, claims: (url: string) => void): void {
  const group = EVENTSTOREDB_URL ? describe : describe.skip;
  group(EVENTSTOREDB_URL ? name : `${name} (needs EVENTSTOREDB_URL)`, () => {
    claims(EVENTSTOREDB_URL ?? '');
  });
}
