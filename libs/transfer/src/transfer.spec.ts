import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customerCard, customerTimeline, findCustomers } from '#customers';
import { type RecordedEvent, START, type TouchpointRecorded } from '#events';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { openEventStoreDb } from '#event-store/eventstoredb';
import { startEventStoreStub, type Stub } from '#event-store/testing';
import { accessFiles, openAccess } from '#platform';
import { openPostgresAccess } from '#platform/postgres';
import { describeWithPostgres, temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { defaultRules, identityLookup } from '#recognition';
import { viewSetsOf } from '#slice';
import { openSqliteVault, type SqliteVault } from '#vault';
import { openPostgresVault, type PostgresVault } from '#vault/postgres';
import { EditionsFolder, runProjection } from '#views';
import { BLOCKED, type Company, executorFor, foundCompany, RECORDED_AT, SLICES } from './testing/company.js';
import { type FolderAt, type ServersAt, withSide, withTarget } from './testing/sides.js';
import { comparable } from './resume-point.js';
import { compareSides, type EqualSides, transfer, type TransferNews, type TransferOptions } from './transfer.js';

const TOUCHPOINTS = 1200;
const CONTEXT = { metadata: {} };
const NEVER = new AbortController().signal;
const QUIET: TransferOptions = { signal: NEVER, onProgress: () => undefined };

describeWithPostgres('Moving an embedded ledger up, and back', () => {
  let root: string;
  let home: FolderAt;
  let company: Company;
  let stub: Stub;
  let database: TemporaryDatabase;
  let servers: ServersAt;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'transfer-'));
    home = { data: join(root, 'home'), keys: join(root, 'keys') };
    mkdirSync(home.data);
    company = await foundCompany(home.data, home.keys, TOUCHPOINTS);
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true }));

  beforeEach(async () => {
    stub = await startEventStoreStub({ file: join(mkdtempSync(join(root, 'stub-')), 'log.jsonl') });
    database = await temporaryDatabase();
    servers = { eventStoreDb: stub.url, postgres: database.url, keys: home.keys };
  });
  afterEach(async () => {
    await stub.stop();
    await database.drop();
  });

  const moveUp = (options: Partial<TransferOptions> = {}, from: FolderAt = home): Promise<EqualSides | undefined> =>
    withSide(from, (side) => withTarget(servers, (target) => transfer(side, target, { ...QUIET, ...options })));

  const openUpstairs = async <T>(work: (store: EventStore, vault: PostgresVault) => Promise<T>): Promise<T> => {
    const store = openEventStoreDb({ url: stub.url });
    const vault = await openPostgresVault({ url: database.url, keysDir: home.keys, blocked: BLOCKED, connections: 3 });
    try {
      return await work(store, vault);
    } finally {
      await store.close();
      await vault.close();
    }
  };
  const openHome = async <T>(at: FolderAt, work: (store: EventStore, vault: SqliteVault) => Promise<T>): Promise<T> => {
    const store = openSqliteEventStore(join(at.data, 'ledger.db'), { readonly: true });
    const vault = openSqliteVault({ path: join(at.data, 'vault.db'), keysDir: at.keys, blocked: BLOCKED });
    try {
      return await work(store, vault);
    } finally {
      await store.close();
      await vault.close();
    }
  };

  it('keeps every event as it was, with the time at which it was recorded, and says what it compared', async () => {
    const equal = await moveUp();
    const events = await openHome(home, everything);
    expect(await openUpstairs(async (store) => (await everything(store)).map(comparable))).toEqual(events.map(comparable));
    expect(new Set(events.map(({ recordedAt }) => recordedAt))).toEqual(new Set([RECORDED_AT]));
    expect(equal).toMatchObject({ events: events.length, vault: { erased: 1, quarantined: 1 } });
    expect(equal?.streams).toBe(new Set(events.map(({ stream }) => stream)).size);
    expect(equal?.sections).toBeGreaterThan(400);
  });

  it('opens, finds and recognises the same upstairs; a touchpoint of before is a duplicate, one erased stays erased', async () => {
    await moveUp();
    await openHome(home, async (store, before) => {
      const [first] = await sealedIn(store, (hub) => hub !== company.erased);
      const [gone] = await sealedIn(store, (hub) => hub === company.erased);
      await openUpstairs(async (upstairs, vault) => {
        const requests = [first, gone].flatMap((request) => request ?? []);
        expect(await vault.open(requests)).toEqual(await before.open(requests));
        expect(await vault.open(requests)).toEqual([
          expect.objectContaining({ erased: false }),
          { erased: true, requestId: 'request-1', erasedAt: '2026-10-01T10:00:00Z' },
        ]);
        for (const query of ['smith', 'an', '0207', 'example.com']) {
          const found = (hits: readonly { readonly handle: string }[]): string[] => hits.map(({ handle }) => handle).toSorted();
          expect([query, found(await vault.search(query, 400))]).toEqual([query, found(await before.search(query, 400))]);
        }
        expect(await vault.reveal(company.hubs)).toEqual(await before.reveal(company.hubs));
        expect(await vault.quarantine.page(undefined, 10)).toEqual(await before.quarantine.page(undefined, 10));
        expect(await vault.suggestions.page(undefined, 10)).toEqual(await before.suggestions.page(undefined, 10));
        expect(await vault.suggestions.checkpoint()).toBe(7);

        const head = await upstairs.head();
        const again = await executorFor(upstairs, vault).executeMany(
          'RecordTouchpoint',
          company.touchpoints.map((text) => ({ text })),
          CONTEXT,
        );
        const statuses = again.map(({ status }) => status);
        // An erased person gets new handles when recorded again, so the touchpoint counts as different content.
        expect(statuses.filter((status) => status === 'duplicate').length).toBeGreaterThan(TOUCHPOINTS * 0.9);
        expect(statuses).not.toContain('accepted');
        expect(await upstairs.head()).toBe(head);
        const [profile] = await vault.profiles([{ hub: company.hubs[0] ?? company.erased, profile: { name: 'Somebody New' } }]);
        expect(await vault.reveal(profile ? [profile] : [])).toMatchObject({ profiles: [{ name: 'Somebody New' }] });
      });
    });
  }, 60_000);

  it('comes back into a new folder as it was, and shows the same customers', async () => {
    await moveUp();
    const back: FolderAt = { data: mkdtempSync(join(root, 'back-')), keys: home.keys };
    await withSide(servers, (from) => withTarget(back, (to) => transfer(from, to, QUIET)));
    await withSide(home, (from) => withSide(back, (to) => compareSides(from, to, QUIET)));
    const [left, right] = [await customersOf(home), await customersOf(back)];
    expect(left.length).toBeGreaterThan(60);
    expect(right).toEqual(left);
    await openHome(back, async (store, vault) => {
      const line = { text: company.touchpoints.at(-1) ?? '' };
      expect(await executorFor(store, vault).executeMany('RecordTouchpoint', [line], CONTEXT)).toMatchObject([
        { status: 'duplicate' },
      ]);
    });
  }, 60_000);

  it('goes on where it was killed, again and again, and nothing is there twice', async () => {
    const counts: number[] = [];
    for (const after of ['vault', 'events', 'events', 'comparing']) {
      await moveUntilKilled(after);
      const [{ count } = { count: 0 }] = await database.query('SELECT count(*) AS count FROM touchstone_vault.registry');
      counts.push(stub.log.records.filter(({ type }) => !type.startsWith('$')).length);
      expect(Number(count)).toBeGreaterThan(0);
      await expect(openPostgresVault({ url: database.url, keysDir: home.keys })).rejects.toMatchObject({
        code: 'unfinished-transfer',
      });
    }
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts[0]).toBe(0);
    expect(counts[2]).toBeGreaterThan(counts[1] ?? 0);
    const equal = await moveUp();
    expect(stub.log.records.filter(({ type }) => !type.startsWith('$'))).toHaveLength(equal?.events ?? 0);
  }, 120_000);

  it('stops in order when it is asked to, and a run after it takes over what was recorded and erased meanwhile', async () => {
    const moving: FolderAt = { data: mkdtempSync(join(root, 'moving-')), keys: home.keys };
    for (const file of ['ledger.db', 'vault.db']) cpSync(join(home.data, file), join(moving.data, file));
    const stop = new AbortController();
    const stopAtEvents = ({ phase }: TransferNews): void => (phase === 'events' ? stop.abort() : undefined);
    expect(await moveUp({ signal: stop.signal, onProgress: stopAtEvents }, moving)).toBeUndefined();

    const store = openSqliteEventStore(join(moving.data, 'ledger.db'));
    const vault = openSqliteVault({ path: join(moving.data, 'vault.db'), keysDir: moving.keys, blocked: BLOCKED });
    const { items } = await vault.quarantine.page(undefined, 1);
    const discarded = JSON.stringify({ id: items[0]?.id, reason: 'a test' });
    await executorFor(store, vault).execute('DiscardQuarantined', discarded, CONTEXT);
    await vault.shred(company.hubs.slice(0, 3), { requestId: 'request-2', erasedAt: '2026-10-02T10:00:00Z' });
    await executorFor(store, vault).executeMany(
      'RecordTouchpoint',
      [{ text: company.touchpoints[0]?.replace(/"externalId":"[^"]*"/, '"externalId":"new"') ?? '' }],
      CONTEXT,
    );
    await vault.rotateKeys();
    await store.close();
    await vault.close();

    expect(await moveUp({}, moving)).toMatchObject({ vault: { erased: 4, quarantined: 0 } });
    await openUpstairs(async (_, copied) =>
      expect(await copied.reveal(company.hubs.slice(0, 3))).toEqual({ identifiers: [], profiles: [] }),
    );
  });

  it('done again, finds both sides equal and writes nothing; after somebody recorded upstairs, it refuses', async () => {
    const equal = await moveUp();
    const { length } = stub.log.records;
    expect(await moveUp()).toEqual(equal);
    expect(stub.log.records).toHaveLength(length);
    await openUpstairs((_, vault) => vault.handles([{ type: 'email', value: 'first.upstairs@example.org' }]));
    await expect(moveUp()).rejects.toMatchObject({
      code: 'target-in-use',
      message: expect.stringContaining('of registry is in the copy only'),
    });
  });

  it('refuses a ledger that holds other events, one of another company, and a vault that is another', async () => {
    const store = openEventStoreDb({ url: stub.url });
    await store.append('other', [{ id: crypto.randomUUID(), type: 'Tested', schemaVersion: 1, data: {}, metadata: {} }], 'none');
    await store.close();
    await expect(moveUp()).rejects.toMatchObject({ code: 'other-ledger' });
    expect(await database.query('SELECT name FROM touchstone_vault.meta WHERE name = $1', ['transfer'])).toEqual([]);

    await stub.stop();
    stub = await startEventStoreStub();
    servers = { ...servers, eventStoreDb: stub.url };
    await openUpstairs((_, vault) => vault.handles([{ type: 'email', value: 'somebody.else@example.org' }]));
    await expect(moveUp()).rejects.toMatchObject({ code: 'target-in-use' });
    expect(stub.log.records.filter(({ type }) => !type.startsWith('$'))).toEqual([]);
  });

  it('lets everybody in upstairs with the token of before, and back again, and nobody whose token was revoked', async () => {
    const { tokens, ended } = accessFiles(home.keys);
    const jane = await tokens.create({ name: 'Jane', kind: 'person', roles: ['agent'] });
    const gone = await tokens.create({ name: 'Gone', kind: 'person', roles: ['admin'] });
    await tokens.revoke(gone.kept.id);
    await ended.end('a-session', Math.floor(Date.now() / 1000) + 3600);
    expect((await moveUp())?.tokens).toBe(2);

    const upstairs = await openPostgresAccess({ url: database.url, applicationName: 'a service' });
    const { access } = openAccess('', 'a-token-of-the-environment-of-this-test', upstairs);
    expect(await access.authenticate(jane.token)).toMatchObject({ id: jane.kept.id, name: 'Jane', roles: ['agent'] });
    expect(await access.authenticate(gone.token)).toBeUndefined();
    expect(await access.namesOf([gone.kept.id])).toEqual(new Map([[gone.kept.id, 'Gone']]));
    expect(await upstairs.ended.among(['a-session'])).toEqual(new Set(['a-session']));
    const crm = await upstairs.tokens.create({ name: 'CRM', kind: 'service', roles: ['service'] });
    await upstairs.close();

    const back: FolderAt = { data: mkdtempSync(join(root, 'back-')), keys: mkdtempSync(join(root, 'keys-')) };
    cpSync(join(home.keys, 'master.key'), join(back.keys, 'master.key'));
    await withSide(servers, (from) => withTarget(back, (to) => transfer(from, to, QUIET)));
    expect(await accessFiles(back.keys).tokens.find(crm.token)).toEqual(crm.kept);
    expect(await accessFiles(back.keys).tokens.find(jane.token)).toEqual(jane.kept);

    await database.query('UPDATE touchstone_access.tokens SET revoked_at = NULL WHERE id = $1', [gone.kept.id]);
    const compare = withSide(home, (from) => withSide(servers, (to) => compareSides(from, to, QUIET)));
    await expect(compare).rejects.toThrow(`The tokens differ: ${gone.kept.id} was not revoked in the copy.`);
    rmSync(join(home.keys, 'tokens'), { recursive: true });
  }, 60_000);

  it('names the first difference, and no value', async () => {
    await moveUp();
    const record = stub.log.records.filter(({ type }) => type === 'TouchpointRecorded')[700];
    const place = record ? stub.log.records.indexOf(record) : 0;
    const altered = Buffer.from(
      Buffer.from(record?.data ?? '')
        .toString()
        .replace(/"kind":"[a-z-]+"/, '"kind":"altered"'),
    );
    if (record) stub.log.records[place] = { ...record, data: altered };
    const compare = (): Promise<unknown> => withSide(home, (from) => withSide(servers, (to) => compareSides(from, to, QUIET)));
    await expect(compare()).rejects.toMatchObject({
      code: 'not-equal',
      message: `The ledgers differ at event 701, ${record?.id} of stream ${record?.stream}: not the same data in the copy.`,
    });
    if (record) stub.log.records[place] = record;
    await database.query("UPDATE touchstone_vault.profiles SET body = '{}' WHERE id = 5");
    await expect(compare()).rejects.toThrow('The vaults differ: row 5 of profiles is not the same in the copy.');
  });

  it('needs the master key: without it, or with another, it says so and makes none', async () => {
    const keys = join(root, 'other-keys');
    const elsewhere = { ...servers, keys };
    const move = (): Promise<unknown> => withSide(home, (from) => withTarget(elsewhere, (to) => transfer(from, to, QUIET)));
    await expect(move()).rejects.toMatchObject({ code: 'master-key-missing' });
    mkdirSync(keys);
    writeFileSync(join(keys, 'master.key'), Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 });
    await expect(move()).rejects.toMatchObject({ code: 'master-key-wrong' });
  });

  it('waits for a server that fails for a while; a refused event between two that were taken is told', async () => {
    Object.assign(stub.faults, { loseAnswers: 3, unavailable: 2 });
    expect((await moveUp())?.events).toBeGreaterThan(TOUCHPOINTS);
    const other = await startEventStoreStub();
    const fresh = await temporaryDatabase();
    try {
      other.log.listen(() => {
        if (other.log.records.length === 100) other.faults.notReady = 1;
      });
      const place = { eventStoreDb: other.url, postgres: fresh.url, keys: home.keys };
      const move = withSide(home, (from) => withTarget(place, (to) => transfer(from, to, QUIET)));
      await expect(move).rejects.toMatchObject({ code: 'order-lost' });
    } finally {
      await other.stop();
      await fresh.drop();
    }
  });

  /** Moves in a process of its own, which is killed in the middle of a phase. */
  async function moveUntilKilled(phase: string): Promise<void> {
    const hook = require.resolve('../../event-store/src/sqlite/run-typescript.cjs');
    const task = JSON.stringify({ home, servers, phase });
    const child = spawn(process.execPath, ['--conditions=source', '--require', hook, '--eval', MOVER, task]);
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdout.once('data', () => child.kill('SIGKILL'));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect([complaint, code, signal]).toEqual(['', null, 'SIGKILL']);
  }

  async function customersOf(at: FolderAt): Promise<unknown[]> {
    return openHome(at, async (store, vault) => {
      const views = new EditionsFolder(mkdtempSync(join(root, 'views-')));
      for (const set of viewSetsOf(SLICES)) {
        const file = views.create(set);
        const [head, done, edition] = [await store.head(), new AbortController(), views.writer(set, file)];
        const onProgress = ({ position }: { readonly position: bigint }): void => (position >= head ? done.abort() : undefined);
        await runProjection({ events: store, set, edition, signal: done.signal, onProgress, batchSize: 300 });
        await edition.close();
        views.promote(set.name, file);
      }
      const [recognition, customers] = [views.reader('recognition'), views.reader('customers')];
      const sources = { customers, identity: identityLookup(recognition, defaultRules()), vault, ledger: store };
      const answers: unknown[] = [await findCustomers(sources, { query: 'smith' })];
      for (const { customer: id } of await recognition.all<{ customer: string }>(
        'SELECT customer FROM clusters ORDER BY size DESC, customer LIMIT 40',
      )) {
        answers.push(await customerCard(sources, { id, now: RECORDED_AT }), await customerTimeline(sources, { id, limit: 20 }));
      }
      recognition.close();
      customers.close();
      return answers;
    });
  }
});

/** Moves, and prints once it is well in the phase that it is to be killed in. */
const MOVER = `
  const { writeSync } = require('node:fs');
  const { withSide, withTarget } = require(${JSON.stringify(join(__dirname, 'testing', 'sides.ts'))});
  const { transfer } = require(${JSON.stringify(join(__dirname, 'transfer.ts'))});
  const { home, servers, phase } = JSON.parse(process.argv[1]);
  const isThere = (news) => news.phase === phase && (phase !== 'vault' || news.done > 1300);
  const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  const onProgress = (news) => { if (isThere(news)) { writeSync(1, 'there\\n'); pause(); } };
  void withSide(home, (from) => withTarget(servers, (to) => transfer(from, to, { signal: new AbortController().signal, onProgress })));
`;

async function everything(store: EventStore): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (let page = await store.readAll(START); page.length > 0; page = await store.readAll(all.at(-1)?.position ?? START))
    all.push(...page);
  return all;
}

async function sealedIn(store: EventStore, isWanted: (hub: string) => boolean) {
  return (await everything(store))
    .filter((event): event is TouchpointRecorded => event.type === 'TouchpointRecorded')
    .flatMap(({ stream, id: eventId, type, schemaVersion, data }) =>
      data.parties.map(({ hub, sealed }, n) => ({ stream, eventId, type, schemaVersion, section: `party:${n}`, hub, sealed })),
    )
    .filter(({ hub }) => isWanted(hub));
}
