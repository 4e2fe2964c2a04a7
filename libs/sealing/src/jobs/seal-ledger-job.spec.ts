import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createExecutor, type CommandExecutor } from '#commands';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { LEDGER_SEALED, type LedgerSealed, START } from '#events';
import { LEDGER_TREE, ledgerTreeViews } from '#proof';
import { DAY_MS, type Job } from '#slice';
import { openSqliteVault, type SqliteVault } from '#vault';
import { type Announcement, EditionsFolder, runProjection } from '#views';
import { sealing } from '../feature.js';
import { isSealDue, sealLedgerJob } from './seal-ledger-job.js';

const BEGIN = Date.parse('2026-05-01T00:00:00Z');

describe('The job that seals', () => {
  let folder: string;
  let store: EventStore;
  let vault: SqliteVault;
  let commands: CommandExecutor;
  let editions: EditionsFolder;
  let edition: number;
  let now: number;
  let job: Job;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealing-'));
    mkdirSync(join(folder, 'keys'), { mode: 0o700 });
    now = BEGIN;
    job = sealLedgerJob();
    store = openSqliteEventStore(join(folder, 'ledger.db'), { now: () => now });
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
    const ports = { store, vault, quarantine: vault.quarantine, now: () => now, unnamedQuarantined: '' };
    commands = createExecutor({ ...ports, commands: sealing().commands });
    editions = new EditionsFolder(join(folder, 'views'));
    edition = editions.create(ledgerTreeViews);
    editions.promote(LEDGER_TREE, edition);
  });
  afterEach(async () => {
    await Promise.all([store.close(), vault.close()]);
    rmSync(folder, { recursive: true });
  });

  async function record(name: string): Promise<void> {
    const event = { id: crypto.randomUUID(), type: 'CallHeard', schemaVersion: 1, data: { name }, metadata: {} };
    await store.append(name, [event], 'none');
  }

  /** Projects what is not projected yet; gives what was announced. */
  async function project(): Promise<Announcement[]> {
    const stop = new AbortController();
    const writer = editions.writer(ledgerTreeViews, edition);
    const announced: Announcement[] = [];
    const head = await store.head();
    if ((await writer.position()) < head)
      await runProjection({
        events: store,
        set: ledgerTreeViews,
        edition: writer,
        signal: stop.signal,
        onProgress({ position, announcements }) {
          announced.push(...announcements);
          if (position >= head) stop.abort();
        },
      });
    await writer.close();
    return announced;
  }

  const step = (by = job): Promise<number> =>
    by.step({ reader: editions.reader(LEDGER_TREE), ledger: store, commands, vault, now: new Date(now), limit: 20 });
  const seals = async (): Promise<LedgerSealed[]> =>
    (await store.readAll(START)).filter((event): event is LedgerSealed => event.type === LEDGER_SEALED);

  it('seals a day after the first event that is not sealed, and not before', async () => {
    await record('a');
    now += DAY_MS - 1;
    await record('b');
    await project();
    await step();
    expect(await seals()).toEqual([]);
    now += 1;
    await step();
    expect(await seals()).toMatchObject([
      {
        stream: 'seal-2',
        revision: 0,
        data: { size: 2, previous: null },
        metadata: { principal: { id: 'sealing', kind: 'system' } },
      },
    ]);
  });

  it('tells subscribers of a seal, and which one was before it', async () => {
    await record('a');
    now += DAY_MS;
    await project();
    await step();
    await record('b');
    now += DAY_MS;
    const [first] = await project();
    await step();
    const [one, two] = await seals();
    expect(first).toEqual({
      topic: 'seals',
      key: 'ledger',
      message: { size: 1, root: one?.data.root, event: one?.id, position: '2' },
    });
    expect(two?.data).toEqual({ size: 3, root: two?.data.root, previous: one?.data.root });
    expect(await project()).toMatchObject([{ message: { size: 3, previous: one?.data.root } }]);
  });

  it('seals nothing again where nothing but a seal came since', async () => {
    await record('a');
    now += DAY_MS;
    await project();
    await step();
    await project();
    now += 3 * DAY_MS;
    await step();
    expect(await seals()).toHaveLength(1);
  });

  it('writes one seal where two seal at the same time, also before the first one is projected', async () => {
    await record('a');
    now += DAY_MS;
    await project();
    const ofAnother = sealLedgerJob();
    await Promise.all([step(), step(ofAnother)]);
    await step(sealLedgerJob());
    expect(await seals()).toHaveLength(1);
  });

  it('seals what came between what a seal covers and the seal itself, with the next one', async () => {
    await record('a');
    now += DAY_MS;
    await project();
    await record('b');
    await step();
    await project();
    now += DAY_MS;
    await step();
    expect((await seals()).map(({ data }) => data.size)).toEqual([1, 3]);
  });

  it('seals nothing where the views do not fit the ledger any more', async () => {
    await record('a');
    await record('b');
    await project();
    now += DAY_MS;
    const db = new Database(join(folder, 'views', `${LEDGER_TREE}-${edition}.db`));
    db.exec(`UPDATE tree SET subtrees = '${'ab'.repeat(32)}'`);
    db.close();
    await expect(step()).rejects.toMatchObject({ code: 'unfit-tree' });
    expect(await seals()).toEqual([]);
  });

  it('seals nothing a second time while its seal is not projected yet', async () => {
    await record('a');
    now += DAY_MS;
    await project();
    await step();
    now += DAY_MS;
    await step();
    expect(await seals()).toHaveLength(1);
  });

  it('does not wait for a day once 65,536 events came', () => {
    const head = { size: 70_000, root: '', sealedSize: 4464, sealedRoot: null, unsealedSince: BEGIN };
    expect(isSealDue(head, 0, BEGIN)).toBe(true);
    expect(isSealDue({ ...head, size: 69_999 }, 0, BEGIN)).toBe(false);
    expect(isSealDue(head, 4465, BEGIN + DAY_MS)).toBe(false);
    expect(isSealDue({ ...head, size: 0, sealedSize: 0, unsealedSince: null }, 0, BEGIN + DAY_MS)).toBe(false);
  });
});
