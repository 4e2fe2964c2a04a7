import type { Pool } from 'pg';
import { inTransaction, migrate, type MigrationStep, openPool, queryRows } from '#postgres';
import type { EndedSessions } from '../access/sessions.js';
import { digestOf, makeToken, type NamedToken, type TokenFor, type TokenRecord, type TokenStore } from '../access/token-store.js';

/** To change a table, add a step. */
const STEPS: readonly MigrationStep[] = [
  {
    id: '001-tokens-and-sessions',
    sql: `
      -- digest: SHA-256 of the token, in hexadecimal digits.
      CREATE TABLE tokens (
        id text COLLATE "C" PRIMARY KEY, name text NOT NULL, kind text NOT NULL, roles text[] NOT NULL,
        digest text COLLATE "C" NOT NULL UNIQUE, created_at timestamptz NOT NULL, revoked_at timestamptz
      );
      CREATE TABLE ended_sessions (id text COLLATE "C" PRIMARY KEY, expires_at timestamptz NOT NULL);
    `,
  },
];
const SCHEMA = 'touchstone_access';
const COLUMNS = 'id, name, kind, roles, created_at, revoked_at';

interface TokenRow extends Pick<NamedToken, 'id' | 'name' | 'kind' | 'roles'> {
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

/** Named tokens and ended sessions in PostgreSQL, for any number of processes. */
export interface PostgresAccess {
  readonly tokens: TokenStore;
  readonly ended: EndedSessions;
  close(): Promise<void>;
}

/** @throws InvalidPostgresUrlError PostgresUnavailableError NewerDatabaseError */
export async function openPostgresAccess(options: {
  readonly url: string;
  readonly applicationName: string;
  readonly statementTimeoutMs?: number;
}): Promise<PostgresAccess> {
  const pool = openPool({ max: 4, ...options });
  try {
    // Names of tokens are nowhere else.
    await migrate(pool, SCHEMA, STEPS, { irreplaceable: true });
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { tokens: new PostgresTokens(pool), ended: new PostgresEndedSessions(pool), close: () => pool.end() };
}

class PostgresTokens implements TokenStore {
  /** Requests of the same moment share one look at the database. */
  readonly #looking = new Map<string, Promise<NamedToken | undefined>>();

  constructor(private readonly pool: Pool) {}

  async create(whom: TokenFor): Promise<{ readonly token: string; readonly kept: NamedToken }> {
    const { token, digest, kept } = makeToken(whom);
    const { id, name, kind, roles, createdAt } = kept;
    await inTransaction(this.pool, (client) =>
      client.query(`INSERT INTO ${SCHEMA}.tokens (id, name, kind, roles, digest, created_at) VALUES ($1, $2, $3, $4, $5, $6)`, [
        id,
        name,
        kind,
        roles,
        digest,
        createdAt,
      ]),
    );
    return { token, kept };
  }

  async list(): Promise<readonly NamedToken[]> {
    return this.#read(`SELECT ${COLUMNS} FROM ${SCHEMA}.tokens ORDER BY created_at, id`);
  }

  async revoke(id: string): Promise<NamedToken | undefined> {
    const [revoked] = await this.#read(
      `UPDATE ${SCHEMA}.tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING ${COLUMNS}`,
      [id],
    );
    return revoked;
  }

  find(token: string): Promise<NamedToken | undefined> {
    const digest = digestOf(token);
    let looking = this.#looking.get(digest);
    if (!looking) {
      looking = this.#read(`SELECT ${COLUMNS} FROM ${SCHEMA}.tokens WHERE digest = $1`, [digest])
        .then(([kept]) => kept)
        .finally(() => this.#looking.delete(digest));
      this.#looking.set(digest, looking);
    }
    return looking;
  }

  async get(ids: readonly string[]): Promise<readonly NamedToken[]> {
    return ids.length === 0 ? [] : this.#read(`SELECT ${COLUMNS} FROM ${SCHEMA}.tokens WHERE id = ANY($1)`, [ids]);
  }

  async records(): Promise<readonly TokenRecord[]> {
    const rows = await queryRows<TokenRow & { readonly digest: string }>(
      this.pool,
      `SELECT ${COLUMNS}, digest FROM ${SCHEMA}.tokens ORDER BY id`,
    );
    return rows.map((row) => ({ ...fromRow(row), digest: row.digest }));
  }

  async take(records: readonly TokenRecord[]): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      for (const { id, name, kind, roles, digest, createdAt, revokedAt } of records)
        // oxlint-disable-next-line no-await-in-loop -- one connection
        await client.query(
          `INSERT INTO ${SCHEMA}.tokens AS here (id, name, kind, roles, digest, created_at, revoked_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (id) DO UPDATE SET revoked_at = coalesce(here.revoked_at, excluded.revoked_at)`,
          [id, name, kind, roles, digest, createdAt, revokedAt ?? null],
        );
    });
  }

  async #read(sql: string, values: readonly unknown[] = []): Promise<NamedToken[]> {
    const rows = await queryRows<TokenRow>(this.pool, sql, values);
    return rows.map(fromRow);
  }
}

function fromRow({ id, name, kind, roles, created_at: createdAt, revoked_at: revokedAt }: TokenRow): NamedToken {
  return {
    id,
    name,
    kind,
    roles,
    createdAt: createdAt.toISOString(),
    ...(revokedAt === null ? {} : { revokedAt: revokedAt.toISOString() }),
  };
}

class PostgresEndedSessions implements EndedSessions {
  constructor(private readonly pool: Pool) {}

  async end(session: string, expires: number): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query(`DELETE FROM ${SCHEMA}.ended_sessions WHERE expires_at < now()`);
      await client.query(
        `INSERT INTO ${SCHEMA}.ended_sessions (id, expires_at) VALUES ($1, to_timestamp($2)) ON CONFLICT DO NOTHING`,
        [session, expires],
      );
    });
  }

  async all(): Promise<ReadonlyMap<string, number>> {
    const sql = `SELECT id, extract(epoch FROM expires_at)::float AS expires FROM ${SCHEMA}.ended_sessions`;
    return new Map((await queryRows<{ id: string; expires: number }>(this.pool, sql)).map(({ id, expires }) => [id, expires]));
  }

  async among(sessions: readonly string[]): Promise<ReadonlySet<string>> {
    if (sessions.length === 0) return new Set();
    const sql = `SELECT id FROM ${SCHEMA}.ended_sessions WHERE id = ANY($1)`;
    return new Set((await queryRows<{ id: string }>(this.pool, sql, [sessions])).map(({ id }) => id));
  }
}
