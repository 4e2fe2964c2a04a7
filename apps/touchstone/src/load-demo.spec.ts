import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandExecutor } from '#commands';
import { DEMO_DEFAULTS, generateDemo } from '#demo';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { bindFeatures, parseDefinitions } from '#features';
import { executorOf } from '#features/commands';
import { openSqliteVault, type SqliteVault } from '#vault';
import { loadDemo } from './load-demo.js';

const COMPANY = { ...DEMO_DEFAULTS, people: 20, touchpoints: 300 };
const LINES = Array.from(generateDemo(COMPANY), ({ touchpoint }) => ({ text: JSON.stringify(touchpoint) }));

describe('the demo company', () => {
  let folder: string;
  let store: EventStore;
  let vault: SqliteVault;
  let executor: CommandExecutor;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-'));
    store = openSqliteEventStore(join(folder, 'ledger.db'));
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
    executor = executorOf(bindFeatures(parseDefinitions(), { publishes: false }), {
      store,
      vault,
      quarantine: vault.quarantine,
      now: Date.now,
    });
  });
  afterEach(async () => {
    await store.close();
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  async function load(): Promise<string> {
    const told: string[] = [];
    await loadDemo({ executor, store, views: { waitFor: async () => undefined } }, (line) => told.push(line), COMPANY);
    return told.join('\n');
  }

  it('is loaded into an empty ledger, all of it', async () => {
    expect(await load()).toContain(`${LINES.length} touchpoints recorded`);
    expect(await store.head()).toBe(BigInt(LINES.length));
  });

  it('is loaded once', async () => {
    await load();
    expect(await load()).toContain('not loaded again');
    expect(await store.head()).toBe(BigInt(LINES.length));
  });

  it('is completed where loading it was interrupted', async () => {
    await executor.executeMany('RecordTouchpoint', LINES.slice(0, 100), { metadata: { actor: 'demo' } });
    await load();
    expect(await store.head()).toBe(BigInt(LINES.length));
  });

  it('is kept out of a ledger that holds anything else', async () => {
    await executor.executeMany('RecordTouchpoint', LINES.slice(0, 1), { metadata: { actor: 'jane' } });
    expect(await load()).toContain('not loaded again');
    expect(await store.head()).toBe(1n);
  });
});
