import type { Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Handle } from '#events';
import { randomBytesPooled } from '../keys/random-pool.js';
import { HubErasedError, KeyLostError, type Erased } from '../vault.js';
import type { KeyRing } from './key-ring.js';
import type { VaultDatabase } from './vault-database.js';

const MOST_CACHED = 80_000;
const CACHED_FOR_MS = 5 * 60_000;
const REWRAPPED_AT_ONCE = 1_000;

interface KeyRow {
  readonly kek: number | null;
  readonly wrapped: Buffer | null;
  readonly requestId: string | null;
  readonly erasedAt: string | null;
}

/** The data key of each hub. Unwrapped keys are kept in this memory only, for five minutes at most. */
export class HubKeys {
  readonly #database: VaultDatabase;
  readonly #ring: KeyRing;
  readonly #cached = new LRUCache<string, Buffer | Erased>({ max: MOST_CACHED, ttl: CACHED_FOR_MS, ttlResolution: 1_000 });
  readonly #read: Statement<[string], KeyRow>;
  readonly #insert: Statement<[string, number, Buffer]>;
  readonly #destroy: Statement<[string, string, string]>;

  constructor(database: VaultDatabase, ring: KeyRing) {
    this.#database = database;
    this.#ring = ring;
    this.#read = database.sql.prepare(
      'SELECT kek, wrapped, request_id AS requestId, erased_at AS erasedAt FROM hub_keys WHERE hub = ?',
    );
    this.#insert = database.sql.prepare('INSERT INTO hub_keys (hub, kek, wrapped) VALUES (?, ?, ?)');
    this.#destroy = database.sql.prepare(`
      INSERT INTO hub_keys (hub, request_id, erased_at) VALUES (?, ?, ?)
      ON CONFLICT (hub) DO UPDATE SET kek = NULL, wrapped = NULL, request_id = excluded.request_id, erased_at = excluded.erased_at
      WHERE erased_at IS NULL
    `);
  }

  /**
   * The key to open with, or the tombstone of one that was destroyed.
   * @throws KeyLostError
   */
  toOpen(hub: Handle): Buffer | Erased {
    const found = this.#find(hub);
    if (found === undefined) {
      throw new KeyLostError(
        `The key of ${hub} is missing, and nothing says that it was destroyed. Data was lost: restore the newest backup of the vault.`,
      );
    }
    return found;
  }

  /**
   * The key to seal with, made where there is none.
   * @throws HubErasedError
   */
  toSeal(hub: Handle): Buffer {
    const found = this.#find(hub) ?? this.#make(hub);
    if (Buffer.isBuffer(found)) return found;
    throw new HubErasedError(hub);
  }

  /**
   * To be called before anything is kept for `hub`.
   * @throws HubErasedError
   */
  refuseErased(hub: Handle): void {
    const found = this.#find(hub);
    if (found !== undefined && !Buffer.isBuffer(found)) throw new HubErasedError(hub);
  }

  /** Replaces the key by a tombstone; the first tombstone stays. To be called inside a transaction, and `forget` after it. */
  destroy(hub: Handle, request: { readonly requestId: string; readonly erasedAt: string }): void {
    this.#destroy.run(hub, request.requestId, request.erasedAt);
  }

  /** Drops every key from memory. */
  forget(): void {
    this.#cached.clear();
  }

  /**
   * Re-wraps up to 1,000 keys that are not under the newest key-encryption key, in the order of their hubs after `after`.
   * Gives the last hub it looked at; `undefined` when there are no more. To be called inside a transaction.
   */
  rewrapSome(after: string): { readonly last: string; readonly count: number } | undefined {
    const rows = this.#database.sql
      .prepare<[string, number, number], { hub: string; kek: number; wrapped: Buffer }>(
        'SELECT hub, kek, wrapped FROM hub_keys WHERE hub > ? AND kek < ? ORDER BY hub LIMIT ?',
      )
      .all(after, this.#ring.newest, REWRAPPED_AT_ONCE);
    const update = this.#database.sql.prepare('UPDATE hub_keys SET kek = ?, wrapped = ? WHERE hub = ?');
    for (const { hub, ...row } of rows) {
      const { kek, wrapped } = this.#ring.wrap(this.#ring.unwrap(row, purpose(hub)), purpose(hub));
      update.run(kek, wrapped, hub);
    }
    const last = rows.at(-1);
    return last && { last: last.hub, count: rows.length };
  }

  #find(hub: Handle): Buffer | Erased | undefined {
    const cached = this.#cached.get(hub);
    if (cached !== undefined) return cached;
    const row = this.#read.get(hub);
    if (row === undefined) return undefined;
    const found: Buffer | Erased =
      row.kek !== null && row.wrapped !== null
        ? this.#ring.unwrap({ kek: row.kek, wrapped: row.wrapped }, purpose(hub))
        : { erased: true, requestId: row.requestId ?? '', erasedAt: row.erasedAt ?? '' };
    this.#cached.set(hub, found);
    return found;
  }

  #make(hub: Handle): Buffer | Erased {
    const madeMeanwhile = this.#database.beforeWrite() ? this.#find(hub) : undefined;
    if (madeMeanwhile !== undefined) return madeMeanwhile;
    const key = Buffer.from(randomBytesPooled(32));
    const { kek, wrapped } = this.#ring.wrap(key, purpose(hub));
    this.#insert.run(hub, kek, wrapped);
    this.#cached.set(hub, key);
    return key;
  }
}

function purpose(hub: string): string {
  return `hub:${hub}`;
}
