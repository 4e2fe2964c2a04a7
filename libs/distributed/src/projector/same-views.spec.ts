import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  customerCard,
  customerSummaries,
  type CustomerSources,
  customersViews,
  customerTimeline,
  findCustomers,
} from '#customers';
import { generateDemo } from '#demo';
import { asHandle, START } from '#events';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import {
  customerIdentity,
  DEFAULT_RULES_YAML,
  identityLookup,
  parseRules,
  recognitionViews,
  reviewQueue,
  whySameCustomer,
} from '#recognition';
import { bindFeatures, parseDefinitions } from '#features';
import { executorOf } from '#features/commands';
import { openSqliteVault, type SqliteVault } from '#vault';
import { EditionsFolder, type EditionWriter, runProjection, type ViewReader, type ViewSet } from '#views';
import { PostgresEditions } from '#views/postgres';

const RULES = parseRules(DEFAULT_RULES_YAML);
const SETS = [recognitionViews(RULES), customersViews({ publishes: false })];
const NOW = Date.parse('2026-10-01T00:00:00Z');
const MOMENT = '2026-03-01T00:00:00Z';

type Readers = Readonly<Record<'recognition' | 'customers', ViewReader>>;

describeWithPostgres('The views of 5,000 touchpoints on PostgreSQL and on SQLite', () => {
  let folder: string;
  let database: TemporaryDatabase;
  let store: EventStore;
  let vault: SqliteVault;
  let sqlite: Readers;
  let postgres: Readers;
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'same-views-'));
    database = await temporaryDatabase();
    store = openSqliteEventStore(join(folder, 'ledger.db'));
    vault = openSqliteVault({
      path: join(folder, 'vault.db'),
      keysDir: join(folder, 'keys'),
      region: 'GB',
      blocked: RULES.blocked,
    });
    await recordDemo();
    const files = new EditionsFolder(join(folder, 'views'));
    const editions = await PostgresEditions.open({ url: database.url, applicationName: 'same-views', announces: true });
    for (const set of SETS) {
      const file = files.create(set);
      await project(set, files.writer(set, file));
      files.promote(set.name, file);
      const edition = await editions.create(set);
      await editions.promote(set, edition);
      await project(set, editions.writer(set, edition));
    }
    const open = { recognition: files.reader('recognition'), customers: files.reader('customers') };
    sqlite = open;
    postgres = { recognition: editions.reader('recognition'), customers: editions.reader('customers') };
    closing.push(
      () => open.recognition.close(),
      () => open.customers.close(),
      () => editions.close(),
    );
  }, 180_000);
  afterAll(async () => {
    for (const close of closing) await close();
    await store.close();
    await vault.close();
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  async function recordDemo(): Promise<void> {
    const executor = executorOf(bindFeatures(parseDefinitions(), { publishes: false }), {
      store,
      vault,
      quarantine: vault.quarantine,
      now: () => NOW,
    });
    const texts: string[] = [];
    for (const item of generateDemo({ seed: 7, people: 400, touchpoints: 5000, until: '2026-09-30' }))
      texts.push(JSON.stringify(item.touchpoint));
    // What happened first is recorded last, as an import of old records is.
    const half = Math.floor(texts.length / 2);
    texts.unshift(...texts.splice(half));
    for (let from = 0; from < texts.length; from += 250)
      await executor.executeMany(
        'RecordTouchpoint',
        texts.slice(from, from + 250).map((text) => ({ text })),
        { metadata: {} },
      );
    const handles = new Set<string>();
    for (const { data } of await store.readAll(START, { limit: 400 })) {
      for (const { identifiers } of (data as { parties: { identifiers: { handle: string }[] }[] }).parties)
        if (identifiers[0]) handles.add(identifiers[0].handle);
    }
    const some = [...handles].slice(0, 24).map(asHandle);
    for (let n = 0; n + 1 < some.length; n += 2) {
      const [a, b] = [some[n], some[n + 1]];
      if (a && b)
        await executor.execute(
          'DecideIdentity',
          JSON.stringify({ verdict: n % 4 === 0 ? 'link' : 'reject-edge', a, b, reason: 'a test' }),
          { metadata: {} },
        );
    }
  }

  async function project(set: ViewSet, edition: EditionWriter): Promise<void> {
    const head = await store.head();
    const done = new AbortController();
    const onProgress = ({ position }: { readonly position: bigint }): void => {
      if (position >= head) done.abort();
    };
    await runProjection({ events: store, set, edition, signal: done.signal, onProgress, batchSize: 300 });
    await edition.close();
  }

  it.each(SETS.flatMap((set) => set.tables.map((table) => [set.name as keyof Readers, table.name, table] as const)))(
    'have the same rows: %s %s',
    async (set, _name, table) => {
      const all = `SELECT * FROM ${table.name} ORDER BY ${table.key.join(', ')}`;
      const [left, right] = await Promise.all([sqlite[set].all(all), postgres[set].all(all)]);
      expect(right).toEqual(left);
    },
  );

  it('have seen enough of everything for that to mean something', async () => {
    const counts: Record<string, number> = {};
    for (const set of SETS) {
      for (const { name } of set.tables) {
        const [row] = await postgres[set.name as keyof Readers].all<{ n: number }>(`SELECT COUNT(*) AS n FROM ${name}`);
        counts[name] = row?.n ?? 0;
      }
    }
    expect(counts['timeline']).toBeGreaterThan(5000);
    expect(Object.entries(counts).filter(([, rows]) => rows === 0)).toEqual([]);
  });

  it('give the same answers: cards, timelines, identities, searches, reviews, now and as of a moment', async () => {
    const customers = await sqlite.recognition.all<{ customer: string; size: number }>(
      'SELECT customer, size FROM clusters ORDER BY size DESC, customer LIMIT 40',
    );
    const asked = customers.map(({ customer }) => customer);
    const left = await answers(sqlite, asked);
    const right = await answers(postgres, asked);
    for (const [question, answer] of left) expect([question, right.get(question)]).toEqual([question, answer]);
    expect(left.size).toBeGreaterThan(200);
  });

  async function answers(readers: Readers, customers: readonly string[]): Promise<Map<string, unknown>> {
    const identity = identityLookup(readers.recognition, RULES);
    const sources: CustomerSources = { customers: readers.customers, identity, vault, ledger: store };
    const identities = { reader: readers.recognition, vault, rules: RULES };
    const told = new Map<string, unknown>();
    for (const [at, id] of customers.entries()) {
      told.set(`card ${id}`, await customerCard(sources, { id, now: NOW }));
      told.set(`card then ${id}`, await answerOf(() => customerCard(sources, { id, now: NOW, asOf: MOMENT })));
      told.set(`timeline ${id}`, await customerTimeline(sources, { id, limit: 20 }));
      told.set(`filtered ${id}`, await customerTimeline(sources, { id, filter: { channel: ['phone', 'email'], from: MOMENT } }));
      told.set(`identity ${id}`, await customerIdentity(identities, id));
      told.set(`identity then ${id}`, await customerIdentity(identities, id, { asOf: Date.parse(MOMENT) }));
      told.set(`why ${id}`, await whySameCustomer(identities, { a: id, b: customers[(at + 1) % customers.length] ?? id }));
    }
    told.set('find', await findCustomers(sources, { query: 'smith' }));
    const review = {
      reader: readers.recognition,
      vault,
      suggestions: vault.suggestions,
      rules: RULES,
      summaries: (asked: readonly string[]) => customerSummaries(sources, asked),
    };
    const first = await reviewQueue(review, { limit: 5 });
    told.set('review', first);
    for (const id of customers) told.set(`review of ${id}`, await reviewQueue(review, { customer: id, limit: 5 }));
    if (first.next !== undefined) told.set('review, second page', await reviewQueue(review, { limit: 5, cursor: first.next }));
    return told;
  }
});

/** The answer, or what was said instead of one. */
async function answerOf(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    return String(error);
  }
}
