import { timeOrderedUuid } from '../keys/time-ordered-uuid.js';
import type { Quarantine, QuarantinedItem, QuarantinePage, RefusedItem } from '../quarantine.js';
import { decrypt, encrypt } from '../sealing/aes-gcm.js';
import { SectionDamagedError } from '../vault.js';
import { digestOf } from './digest.js';
import type { Tables } from './schema.js';
import type { VaultDatabase, WritingSession } from './vault-database.js';

const MOST_BYTES_A_PAGE = 4 * 1024 * 1024;
/** Characters of bodies that go into one statement. */
const MOST_AT_ONCE = 4 * 1024 * 1024;

interface Row {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly sealed: Buffer;
}

type Added = { readonly id: string; readonly known: boolean };

/** The quarantine in the vault's database, sealed under a key of its own. */
export class PostgresQuarantine implements Quarantine {
  readonly #database: VaultDatabase;
  readonly #key: Buffer;
  readonly #known: string;
  readonly #insert: string;
  readonly #update: string;
  readonly #after: string;
  readonly #byId: string;
  readonly #delete: string;
  readonly #count: string;

  constructor(database: VaultDatabase, { quarantine }: Tables, key: Buffer) {
    this.#database = database;
    this.#key = key;
    this.#known = `SELECT digest, id FROM ${quarantine} WHERE digest = ANY ($1)`;
    this.#insert = `
        INSERT INTO ${quarantine} (digest, id, source, received_at, sealed)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[]) AS added (digest) ORDER BY digest
        ON CONFLICT (digest) DO NOTHING
      `;
    this.#update = `
        UPDATE ${quarantine} AS kept SET sealed = anew.sealed
        FROM unnest($1::text[], $2::bytea[]) AS anew (id, sealed) WHERE kept.id = anew.id
      `;
    const columns = 'id, source, received_at AS "receivedAt", sealed';
    this.#after = `
        WITH next AS (SELECT * FROM ${quarantine} WHERE id > $1 ORDER BY id LIMIT $2 + 1),
        sized AS (
          SELECT next.*, row_number() OVER (ORDER BY id) AS nth, sum(octet_length(sealed)) OVER (ORDER BY id) AS bytes, count(*) OVER () AS of
          FROM next
        )
        SELECT ${columns}, of FROM sized WHERE nth = 1 OR (nth <= $2 AND bytes <= ${MOST_BYTES_A_PAGE}) ORDER BY id
      `;
    this.#byId = `SELECT ${columns} FROM ${quarantine} WHERE id = $1`;
    this.#delete = `DELETE FROM ${quarantine} WHERE id = $1 RETURNING id`;
    this.#count = `SELECT count(*) AS count FROM ${quarantine}`;
  }

  async add(items: readonly RefusedItem[]): Promise<readonly Added[]> {
    if (items.length === 0) return [];
    return this.#database.write(async (session) => {
      const added: Added[] = [];
      for (const some of inPortions(items)) added.push(...(await this.#addSome(session, some)));
      return added;
    });
  }

  async page(cursor: string | undefined, limit: number): Promise<QuarantinePage> {
    const rows = await this.#database.reading.rows<Row & { of: number }>(this.#after, [storable(cursor ?? ''), limit]);
    const items = rows.map((row) => this.#opened(row));
    const last = rows.at(-1);
    return last && last.of > rows.length ? { items, next: last.id } : { items };
  }

  async get(id: string): Promise<QuarantinedItem | undefined> {
    const [row] = await this.#database.reading.rows<Row>(this.#byId, [storable(id)]);
    return row && this.#opened(row);
  }

  async remove(id: string): Promise<boolean> {
    return this.#database.write(async (session) => (await session.rows(this.#delete, [storable(id)])).length > 0);
  }

  async count(): Promise<number> {
    const [row] = await this.#database.reading.rows<{ count: number }>(this.#count);
    return row?.count ?? 0;
  }

  async #addSome(session: WritingSession, items: readonly RefusedItem[]): Promise<Added[]> {
    const keyed = items.map((item) => ({ item, digest: digestOf(this.#key, item.body) }));
    const newest = [...new Map(keyed.map((each) => [each.digest, each])).values()];
    const digests = newest.map(({ digest }) => digest);
    const isMine = new Set<string>();
    let known = await this.#ids(session, digests);
    const unknown = newest.filter(({ digest }) => !known.has(digest)).map((each) => ({ ...each, id: timeOrderedUuid() }));
    if (unknown.length > 0) {
      await session.rows(this.#insert, [
        unknown.map(({ digest }) => digest),
        unknown.map(({ id }) => id),
        unknown.map(({ item }) => item.source),
        unknown.map(({ item }) => item.receivedAt),
        unknown.map(({ item, id }) => this.#sealed(item, id)),
      ]);
      // Items that another process stored meanwhile have its ids.
      known = await this.#ids(session, digests);
      for (const { digest, id } of unknown) if (known.get(digest) === id) isMine.add(digest);
    }
    const before = newest
      .filter(({ digest }) => !isMine.has(digest))
      .map((each) => ({ ...each, id: known.get(each.digest) ?? '' }));
    if (before.length > 0)
      await session.rows(this.#update, [before.map(({ id }) => id), before.map(({ item, id }) => this.#sealed(item, id))]);
    return keyed.map(({ digest }) => ({ id: known.get(digest) ?? '', known: !isMine.delete(digest) }));
  }

  async #ids(session: WritingSession, digests: readonly string[]): Promise<Map<string, string>> {
    const rows = await session.rows<{ digest: string; id: string }>(this.#known, [digests]);
    return new Map(rows.map(({ digest, id }) => [digest, id]));
  }

  #sealed({ command, problem, body }: RefusedItem, id: string): Buffer {
    return encrypt(this.#key, JSON.stringify({ command, problem, body }), `quarantine:${id}`);
  }

  #opened({ id, source, receivedAt, sealed }: Row): QuarantinedItem {
    return { id, receivedAt, source, ...openQuarantined(this.#key, id, sealed) };
  }
}

/** @throws SectionDamagedError */
export function openQuarantined(key: Buffer, id: string, sealed: Buffer): Pick<RefusedItem, 'command' | 'problem' | 'body'> {
  const plain = decrypt(key, sealed, `quarantine:${id}`);
  if (plain === undefined) throw new SectionDamagedError(`Quarantined item ${id} cannot be opened: it was altered.`);
  const { command, problem, body }: Pick<RefusedItem, 'command' | 'problem' | 'body'> = JSON.parse(plain.toString('utf8'));
  return { ...(command === undefined ? {} : { command }), problem, body };
}

/** PostgreSQL's text cannot hold NUL, so no item has an id with one. */
function storable(id: string): string {
  return id.replaceAll('\0', '?');
}

/** The items in order, in portions whose bodies are a few megabytes. */
function* inPortions(items: readonly RefusedItem[]): Iterable<readonly RefusedItem[]> {
  let portion: RefusedItem[] = [];
  let length = 0;
  for (const item of items) {
    if (portion.length > 0 && length + item.body.length > MOST_AT_ONCE) {
      yield portion;
      [portion, length] = [[], 0];
    }
    portion.push(item);
    length += item.body.length;
  }
  yield portion;
}
