import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type EventStore, openSqliteEventStore } from '#event-store';
import { ledgerSealed, type NewEvent } from '#events';
import { EditionsFolder, runProjection } from '#views';
import { KeptTree } from '../kept/kept-tree.js';
import { LEDGER_TREE, ledgerTreeViews } from '../kept/tree-views.js';
import type { KnownRoot } from '../roots/known-root.js';
import { sealEventId, sealStream } from '../seal.js';

const PAGE_BYTES = 4096;

/** A ledger in a folder of its own, and what the views keep of it. */
export class KeptLedger {
  readonly #folder = mkdtempSync(join(tmpdir(), 'proof-'));
  readonly #path = join(this.#folder, 'ledger.db');
  readonly #editions = new EditionsFolder(join(this.#folder, 'views'));
  readonly #edition = this.#editions.create(ledgerTreeViews);
  #now = Date.parse('2026-05-01T00:00:00Z');
  store: EventStore;

  constructor() {
    this.store = this.#open();
    this.#editions.promote(LEDGER_TREE, this.#edition);
  }

  /** Appends events numbered `from` to `to`, a minute apart. */
  async record(from: number, to: number): Promise<void> {
    for (let n = from; n <= to; n += 1) {
      this.#now += 60_000;
      await this.store.append(`s-${n}`, [event(n)], 'none');
    }
  }

  async seal({ size, root }: KnownRoot, previous: string | null = null): Promise<void> {
    const { type, version: schemaVersion } = ledgerSealed;
    const data = { size, root, previous };
    await this.store.append(sealStream(size), [{ id: sealEventId(size), type, schemaVersion, data, metadata: {} }], 'none');
  }

  /** Projects what is not projected yet, `batchSize` events at a time. */
  async project(batchSize = 100): Promise<KeptTree> {
    const stop = new AbortController();
    const edition = this.#editions.writer(ledgerTreeViews, this.#edition);
    const head = await this.store.head();
    if ((await edition.position()) < head)
      await runProjection({
        events: this.store,
        set: ledgerTreeViews,
        edition,
        signal: stop.signal,
        batchSize,
        onProgress: ({ position }) => position >= head && stop.abort(),
      });
    await edition.close();
    return new KeptTree(this.reader());
  }

  reader() {
    return this.#editions.reader(LEDGER_TREE);
  }

  /** Does with the file what nobody may. */
  async tamper(sql: string): Promise<void> {
    await this.store.close();
    const db = new Database(this.#path);
    const triggers = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
    for (const trigger of triggers) db.exec(`DROP TRIGGER ${trigger}`);
    db.exec(sql);
    db.close();
    this.store = this.#open();
  }

  /** Overwrites the page of the file that holds this text. */
  async damage(text: string): Promise<void> {
    await this.tamper('PRAGMA wal_checkpoint(TRUNCATE)');
    await this.store.close();
    const bytes = readFileSync(this.#path);
    const place = bytes.indexOf(text);
    if (place < 0) throw new Error(`${text} is not in the file.`);
    const page = place - (place % PAGE_BYTES);
    writeFileSync(this.#path, bytes.fill(0xff, page, page + PAGE_BYTES));
    this.store = openSqliteEventStore(this.#path, { readonly: true });
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.#folder, { recursive: true });
  }

  #open(): EventStore {
    return openSqliteEventStore(this.#path, { now: () => this.#now });
  }
}

/** The n-th event: of a type that no version knows. */
function event(n: number): NewEvent {
  const hex = createHash('sha256').update(String(n)).digest('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { id, type: 'CallHeard', schemaVersion: 1, data: { n, kind: 'call' }, metadata: { correlationId: `r-${n}` } };
}
