import type { Handle } from '#events';
import { randomBytesPooled } from '../keys/random-pool.js';
import { HubErasedError, KeyLostError, type Erased } from '../vault.js';
import type { KeyRing } from './key-ring.js';
import type { Tables } from './schema.js';
import type { Session, WritingSession } from './vault-database.js';

const REWRAPPED_AT_ONCE = 1_000;

interface KeyRow {
  readonly hub: string;
  readonly kek: number | null;
  readonly wrapped: Buffer | null;
  readonly requestId: string | null;
  readonly erasedAt: string | null;
}

type Key = Buffer | Erased;

/**
 * The data key of each hub. Keys are not cached: every call reads them, so that no process uses a key after it was destroyed.
 */
export class HubKeys {
  readonly #ring: KeyRing;
  readonly #read: string;
  readonly #insert: string;
  readonly #destroy: string;
  readonly #readOld: string;
  readonly #rewrap: string;

  constructor({ hubKeys }: Tables, ring: KeyRing) {
    this.#ring = ring;
    const columns = 'hub, kek, wrapped, request_id AS "requestId", erased_at AS "erasedAt"';
    this.#read = `SELECT ${columns} FROM ${hubKeys} WHERE hub = ANY ($1)`;
    this.#insert = `
        INSERT INTO ${hubKeys} (hub, kek, wrapped)
        SELECT hub, $2, wrapped FROM unnest($1::text[], $3::bytea[]) AS made (hub, wrapped) ORDER BY hub COLLATE "C"
        ON CONFLICT (hub) DO UPDATE SET hub = excluded.hub RETURNING ${columns}
      `;
    this.#destroy = `
        INSERT INTO ${hubKeys} AS kept (hub, request_id, erased_at) SELECT DISTINCT hub, $2, $3 FROM unnest($1::text[]) AS hub
        ON CONFLICT (hub) DO UPDATE SET kek = NULL, wrapped = NULL, request_id = excluded.request_id, erased_at = excluded.erased_at
        WHERE kept.erased_at IS NULL
      `;
    this.#readOld = `SELECT hub, kek, wrapped FROM ${hubKeys} WHERE hub > $1 AND kek < $2 ORDER BY hub LIMIT $3`;
    this.#rewrap = `
        UPDATE ${hubKeys} AS kept SET kek = $2, wrapped = anew.wrapped
        FROM unnest($1::text[], $3::bytea[]) AS anew (hub, wrapped) WHERE kept.hub = anew.hub AND kept.wrapped IS NOT NULL
      `;
  }

  /**
   * The key of each hub to open with, or the tombstone of one that was destroyed.
   * @throws KeyLostError
   */
  async toOpen(session: Session, hubs: readonly Handle[]): Promise<(hub: Handle) => Key> {
    const keys = await this.#find(session, hubs);
    return (hub) => {
      const key = keys.get(hub);
      if (key !== undefined) return key;
      throw new KeyLostError(
        `The key of ${hub} is missing, and nothing says that it was destroyed. Data was lost: restore the newest backup of the vault.`,
      );
    };
  }

  /**
   * The key of each hub to seal with, as far as there is one.
   * @throws HubErasedError
   */
  async toSeal(session: Session, hubs: readonly Handle[]): Promise<ReadonlyMap<string, Buffer>> {
    return living(hubs, await this.#find(session, hubs));
  }

  /**
   * Makes keys for hubs that have none. Where another process made one meanwhile, that one is used.
   * @throws HubErasedError
   */
  async make(session: WritingSession, hubs: readonly Handle[]): Promise<ReadonlyMap<string, Buffer>> {
    const keys = await this.#ring.toWrap(session);
    const wrapped = hubs.map((hub) => keys.wrap(randomBytesPooled(32), purpose(hub)).wrapped);
    const rows = await session.rows<KeyRow>(this.#insert, [hubs, keys.newest, wrapped]);
    return living(hubs, await this.#unwrapped(session, rows));
  }

  /** Puts tombstones in the keys' place; the first one stays. */
  async destroy(
    session: WritingSession,
    hubs: readonly Handle[],
    request: { readonly requestId: string; readonly erasedAt: string },
  ): Promise<void> {
    await session.rows(this.#destroy, [hubs, request.requestId, request.erasedAt]);
  }

  /**
   * Re-wraps up to 1,000 keys that are not under the newest key-encryption key, in the order of their hubs after `after`.
   * Gives the last hub it looked at; `undefined` when there are no more.
   */
  async rewrapSome(
    session: WritingSession,
    after: string,
  ): Promise<{ readonly last: string; readonly count: number } | undefined> {
    const keys = await this.#ring.toWrap(session);
    const rows = await session.rows<{ hub: string; kek: number; wrapped: Buffer }>(this.#readOld, [
      after,
      keys.newest,
      REWRAPPED_AT_ONCE,
    ]);
    const wrapped = rows.map(({ hub, ...row }) => keys.wrap(keys.unwrap(row, purpose(hub)), purpose(hub)).wrapped);
    const last = rows.at(-1);
    if (last) await session.rows(this.#rewrap, [rows.map(({ hub }) => hub), keys.newest, wrapped]);
    return last && { last: last.hub, count: rows.length };
  }

  async #find(session: Session, hubs: readonly Handle[]): Promise<ReadonlyMap<string, Key>> {
    if (hubs.length === 0) return new Map();
    return this.#unwrapped(session, await session.rows<KeyRow>(this.#read, [hubs]));
  }

  async #unwrapped(session: Session, rows: readonly KeyRow[]): Promise<ReadonlyMap<string, Key>> {
    const wrapped = rows.flatMap(({ hub, kek, wrapped: bytes }) =>
      kek !== null && bytes !== null ? [{ hub, kek, wrapped: bytes }] : [],
    );
    const keys = await this.#ring.toUnwrap(session, wrapped);
    const found = new Map<string, Key>(wrapped.map((row) => [row.hub, keys.unwrap(row, purpose(row.hub))]));
    for (const { hub, requestId, erasedAt } of rows) {
      if (!found.has(hub)) found.set(hub, { erased: true, requestId: requestId ?? '', erasedAt: erasedAt ?? '' });
    }
    return found;
  }
}

function living(hubs: readonly Handle[], keys: ReadonlyMap<string, Key>): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const hub of hubs) {
    const key = keys.get(hub);
    if (Buffer.isBuffer(key)) found.set(hub, key);
    else if (key !== undefined) throw new HubErasedError(hub);
  }
  return found;
}

function purpose(hub: string): string {
  return `hub:${hub}`;
}
