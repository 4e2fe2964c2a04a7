import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { timeOrderedUuid } from '../keys/time-ordered-uuid.js';
import type { Quarantine, QuarantinedItem, QuarantinePage, RefusedItem } from '../quarantine.js';
import { decrypt, encrypt } from '../sealing/aes-gcm.js';
import { SectionDamagedError } from '../vault.js';
import type { VaultDatabase } from './vault-database.js';

const MOST_BYTES_A_PAGE = 4 * 1024 * 1024;

interface Row {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly sealed: Buffer;
}

/** The quarantine in the vault's database, sealed under a key of its own. */
export class SqliteQuarantine implements Quarantine {
  readonly #database: VaultDatabase;
  readonly #key: Buffer;
  readonly #idByDigest: Statement<[Buffer], { id: string }>;
  readonly #insert: Statement<[string, Buffer, string, string, Buffer]>;
  readonly #update: Statement<[Buffer, string]>;
  readonly #after: Statement<[string, number], Row>;
  readonly #byId: Statement<[string], Row>;
  readonly #delete: Statement<[string]>;
  readonly #count: Statement<[], { count: number }>;

  constructor(database: VaultDatabase, key: Buffer) {
    const { sql } = database;
    this.#database = database;
    this.#key = key;
    this.#idByDigest = sql.prepare('SELECT id FROM quarantine WHERE digest = ?');
    this.#insert = sql.prepare('INSERT INTO quarantine (id, digest, source, received_at, sealed) VALUES (?, ?, ?, ?, ?)');
    this.#update = sql.prepare('UPDATE quarantine SET sealed = ? WHERE id = ?');
    const columns = 'id, source, received_at AS receivedAt, sealed';
    this.#after = sql.prepare(`SELECT ${columns} FROM quarantine WHERE id > ? ORDER BY id LIMIT ?`);
    this.#byId = sql.prepare(`SELECT ${columns} FROM quarantine WHERE id = ?`);
    this.#delete = sql.prepare('DELETE FROM quarantine WHERE id = ?');
    this.#count = sql.prepare('SELECT count(*) AS count FROM quarantine');
  }

  async add(items: readonly RefusedItem[]): Promise<readonly { readonly id: string; readonly known: boolean }[]> {
    return this.#database.once(() => {
      if (items.length > 0) this.#database.beforeWrite();
      return items.map((item) => this.#addOne(item));
    });
  }

  async page(cursor: string | undefined, limit: number): Promise<QuarantinePage> {
    return this.#database.once(() => {
      const items: QuarantinedItem[] = [];
      let bytes = 0;
      for (const row of this.#after.iterate(cursor ?? '', limit + 1)) {
        const last = items.at(-1);
        if (last && (items.length >= limit || bytes + row.sealed.length > MOST_BYTES_A_PAGE)) return { items, next: last.id };
        bytes += row.sealed.length;
        items.push(this.#opened(row));
      }
      return { items };
    });
  }

  async get(id: string): Promise<QuarantinedItem | undefined> {
    return this.#database.once(() => {
      const row = this.#byId.get(id);
      return row && this.#opened(row);
    });
  }

  async remove(id: string): Promise<boolean> {
    return this.#database.once(() => {
      this.#database.beforeWrite();
      return this.#delete.run(id).changes > 0;
    });
  }

  async count(): Promise<number> {
    return this.#database.once(() => this.#count.get()?.count ?? 0);
  }

  #addOne({ command, source, receivedAt, problem, body }: RefusedItem): { id: string; known: boolean } {
    const digest = bodyDigest(this.#key, body);
    const known = this.#idByDigest.get(digest)?.id;
    const id = known ?? timeOrderedUuid();
    const sealed = encrypt(this.#key, JSON.stringify({ command, problem, body }), `quarantine:${id}`);
    if (known === undefined) this.#insert.run(id, digest, source, receivedAt, sealed);
    else this.#update.run(sealed, id);
    return { id, known: known !== undefined };
  }

  #opened({ id, source, receivedAt, sealed }: Row): QuarantinedItem {
    return { id, receivedAt, source, ...openQuarantined(this.#key, id, sealed) };
  }
}

/** HMAC of the body under the quarantine's key. */
export function bodyDigest(key: Buffer, body: string): Buffer {
  return createHmac('sha256', key).update(body).digest();
}

/** @throws SectionDamagedError */
export function openQuarantined(key: Buffer, id: string, sealed: Buffer): Pick<RefusedItem, 'command' | 'problem' | 'body'> {
  const plain = decrypt(key, sealed, `quarantine:${id}`);
  if (plain === undefined) throw new SectionDamagedError(`Quarantined item ${id} cannot be opened: it was altered.`);
  const { command, problem, body }: Pick<RefusedItem, 'command' | 'problem' | 'body'> = JSON.parse(plain.toString('utf8'));
  return { ...(command === undefined ? {} : { command }), problem, body };
}
