import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_DEFAULTS, generateDemo } from '#demo';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { defaultRules } from '#recognition';
import { createRecorder, KindRegistry, type Recorder } from '#recording';
import { openSqliteVault, type SqliteVault } from '#vault';
import { loadDemo } from './load-demo.js';

const COMPANY = { ...DEMO_DEFAULTS, people: 20, touchpoints: 300 };
const LINES = Array.from(generateDemo(COMPANY), ({ touchpoint }) => ({ text: JSON.stringify(touchpoint) }));

describe('the demo company', () => {
  let folder: string;
  let store: EventStore;
  let vault: SqliteVault;
  let recorder: Recorder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-'));
    const rules = defaultRules();
    store = openSqliteEventStore(join(folder, 'ledger.db'));
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
    const kinds = new KindRegistry();
    recorder = createRecorder({ store, vault, quarantine: vault.quarantine, rules, kinds, now: Date.now });
  });
  afterEach(async () => {
    await store.close();
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  async function load(): Promise<string> {
    const told: string[] = [];
    await loadDemo({ recorder, store, views: { waitFor: async () => undefined } }, (line) => told.push(line), COMPANY);
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
    await recorder.recordBatch(LINES.slice(0, 100), { actor: 'demo' });
    await load();
    expect(await store.head()).toBe(BigInt(LINES.length));
  });

  it('is kept out of a ledger that holds anything else', async () => {
    await recorder.recordBatch(LINES.slice(0, 1), { actor: 'jane' });
    expect(await load()).toContain('not loaded again');
    expect(await store.head()).toBe(1n);
  });
});
