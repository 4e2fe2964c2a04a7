import type { Statement } from 'better-sqlite3';
import { asHandle, type Handle } from '#events';
import type { Block, ChangedProfile, MatchingStep, Suggestion, SuggestionPage, Suggestions } from '../suggestions.js';
import { InvalidCursorError } from '../vault.js';
import { parseProfile } from '../kept-profile.js';
import type { VaultDatabase } from './vault-database.js';

interface ProfileRow {
  readonly id: number;
  readonly handle: string;
  readonly hub: string;
  readonly body: string;
  readonly type: string | null;
  readonly normalised: string | null;
}

interface SuggestionRow {
  readonly a: string;
  readonly b: string;
  readonly score: number;
  readonly reasons: string;
  readonly since: string;
}

type After = readonly [score: number, a: string, b: string];

const BEFORE_ALL: After = [Number.MAX_VALUE, '', ''];

/** The input and the results of fuzzy matching, in the vault's database. */
export class SqliteSuggestions implements Suggestions {
  readonly #database: VaultDatabase;
  readonly #changed: Statement<[number, number], ProfileRow>;
  readonly #byId: Statement<[number], ProfileRow>;
  readonly #insertBlock: Statement<[string, number]>;
  readonly #inBlock: Statement<[string, number], { profile: number }>;
  readonly #upsert: Statement<[SuggestionRow]>;
  readonly #close: Statement<[string, string]>;
  readonly #deleteOf: Statement<[string, string]>;
  readonly #page: Statement<[number, number, string, string, string, number], SuggestionRow>;
  readonly #pageOf: Statement<[string, string, number, number, string, string, string, number], SuggestionRow>;
  readonly #count: Statement<[], { count: number }>;
  readonly #readCheckpoint: Statement<[], { value: number }>;
  readonly #writeCheckpoint: Statement<[number]>;

  constructor(database: VaultDatabase) {
    const { sql } = database;
    this.#database = database;
    const profiles = `
      SELECT profiles.id, profiles.handle, profiles.hub, profiles.body, registry.type, registry.normalised
      FROM profiles LEFT JOIN registry ON registry.handle = profiles.hub`;
    this.#changed = sql.prepare(`${profiles} WHERE profiles.id > ? ORDER BY profiles.id LIMIT ?`);
    this.#byId = sql.prepare(`${profiles} WHERE profiles.id = ?`);
    this.#insertBlock = sql.prepare('INSERT OR IGNORE INTO blocks (key, profile) SELECT ?, id FROM profiles WHERE id = ?');
    this.#inBlock = sql.prepare('SELECT profile FROM blocks WHERE key = ? ORDER BY profile LIMIT ?');
    this.#upsert = sql.prepare(`
      INSERT INTO suggestions (a, b, score, reasons, since) SELECT @a, @b, @score, @reasons, @since
      WHERE NOT EXISTS (SELECT 1 FROM hub_keys WHERE hub IN (@a, @b) AND erased_at IS NOT NULL)
      ON CONFLICT (a, b) DO UPDATE SET score = excluded.score, reasons = excluded.reasons WHERE closed = 0
    `);
    this.#close = sql.prepare(`
      INSERT INTO suggestions (a, b, score, reasons, since, closed) VALUES (?, ?, 0, '[]', '', 1)
      ON CONFLICT (a, b) DO UPDATE SET reasons = '[]', closed = 1
    `);
    this.#deleteOf = sql.prepare('DELETE FROM suggestions WHERE a = ? OR b = ?');
    const after = 'score <= ? AND (score < ? OR a > ? OR (a = ? AND b > ?)) ORDER BY score DESC, a, b LIMIT ?';
    this.#page = sql.prepare(`SELECT a, b, score, reasons, since FROM suggestions WHERE closed = 0 AND ${after}`);
    // A union, so that each side is found by its index.
    const naming = (column: 'a' | 'b') =>
      `SELECT a, b, score, reasons, since FROM suggestions WHERE closed = 0 AND ${column} IN (SELECT value FROM json_each(?))`;
    this.#pageOf = sql.prepare(`SELECT * FROM (${naming('a')} UNION ${naming('b')}) WHERE ${after}`);
    this.#count = sql.prepare('SELECT count(*) AS count FROM suggestions WHERE closed = 0');
    this.#readCheckpoint = sql.prepare("SELECT value FROM meta WHERE name = 'matched'");
    this.#writeCheckpoint = sql.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('matched', ?)");
  }

  async changedProfiles(afterId: number, limit: number): Promise<readonly ChangedProfile[]> {
    return this.#database.once(() => this.#changed.all(afterId, limit).map(changedProfile));
  }

  async profiles(ids: readonly number[]): Promise<readonly ChangedProfile[]> {
    return this.#database.once(() =>
      ids.flatMap((id) => {
        const row = this.#byId.get(id);
        return row ? [changedProfile(row)] : [];
      }),
    );
  }

  async putBlocks(blocks: MatchingStep['blocks']): Promise<void> {
    return this.#database.once(() => this.#writeBlocks(blocks));
  }

  async sharingBlock(keys: readonly string[], perKeyLimit: number): Promise<readonly Block[]> {
    return this.#database.once(() =>
      [...new Set(keys)].flatMap((key) => {
        const found = this.#inBlock.all(key, perKeyLimit + 1).map(({ profile }) => profile);
        return found.length > 0 ? [{ key, profiles: found.slice(0, perKeyLimit), more: found.length > perKeyLimit }] : [];
      }),
    );
  }

  async put(suggestions: readonly Suggestion[]): Promise<void> {
    return this.#database.once(() => this.#writeSuggestions(suggestions));
  }

  async commit({ blocks, suggestions, checkpoint }: MatchingStep): Promise<void> {
    return this.#database.once(() => {
      this.#writeBlocks(blocks);
      this.#writeSuggestions(suggestions);
      this.#database.beforeWrite();
      this.#writeCheckpoint.run(checkpoint);
    });
  }

  async checkpoint(): Promise<number> {
    return this.#database.once(() => this.#readCheckpoint.get()?.value ?? 0);
  }

  async page(cursor: string | undefined, limit: number, of?: readonly Handle[]): Promise<SuggestionPage> {
    const [score, a, b] = cursor === undefined ? BEFORE_ALL : readCursor(cursor);
    const hubs = JSON.stringify(of);
    return this.#database.once(() => {
      const rows =
        of === undefined
          ? this.#page.all(score, score, a, a, b, limit + 1)
          : this.#pageOf.all(hubs, hubs, score, score, a, a, b, limit + 1);
      const items = rows.slice(0, limit).map(suggestion);
      const last = items.at(-1);
      return rows.length > limit && last ? { items, next: writeCursor([last.score, last.a, last.b]) } : { items };
    });
  }

  async count(): Promise<number> {
    return this.#database.once(() => this.#count.get()?.count ?? 0);
  }

  async close(a: Handle, b: Handle): Promise<void> {
    if (a === b) return;
    return this.#database.once(() => {
      this.#database.beforeWrite();
      this.#close.run(...inOrder(a, b));
    });
  }

  /** Removes every pair that names `hub`. To be called inside a transaction. */
  removeOf(hub: Handle): void {
    this.#deleteOf.run(hub, hub);
  }

  #writeBlocks(blocks: MatchingStep['blocks']): void {
    if (blocks.length > 0) this.#database.beforeWrite();
    for (const { profileId, keys } of blocks) for (const key of keys) this.#insertBlock.run(key, profileId);
  }

  #writeSuggestions(suggestions: readonly Suggestion[]): void {
    if (suggestions.length > 0) this.#database.beforeWrite();
    for (const { a, b, score, reasons, since } of suggestions) {
      if (a !== b) this.#upsert.run({ ...pair(a, b), score, reasons: JSON.stringify(reasons), since });
    }
  }
}

function changedProfile({ id, handle, hub, body, type, normalised }: ProfileRow): ChangedProfile {
  const hubIdentifier = type !== null && normalised !== null ? { hubIdentifier: { type, normalised } } : {};
  return { id, handle: asHandle(handle), hub: asHandle(hub), profile: parseProfile(body), ...hubIdentifier };
}

function suggestion({ a, b, score, reasons, since }: SuggestionRow): Suggestion {
  const sentences: string[] = JSON.parse(reasons);
  return { a: asHandle(a), b: asHandle(b), score, reasons: sentences, since };
}

function pair(a: Handle, b: Handle): { readonly a: Handle; readonly b: Handle } {
  const [first, second] = inOrder(a, b);
  return { a: first, b: second };
}

function inOrder(a: Handle, b: Handle): [Handle, Handle] {
  return a < b ? [a, b] : [b, a];
}

function writeCursor(after: After): string {
  return Buffer.from(JSON.stringify(after)).toString('base64url');
}

function readCursor(cursor: string): After {
  try {
    const after: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(after) && typeof after[0] === 'number' && typeof after[1] === 'string' && typeof after[2] === 'string') {
      return [after[0], after[1], after[2]];
    }
  } catch {
    throw new InvalidCursorError();
  }
  throw new InvalidCursorError();
}
