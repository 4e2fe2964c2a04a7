import { asHandle, type Handle } from '#events';
import type { Block, ChangedProfile, MatchingStep, Suggestion, SuggestionPage, Suggestions } from '../suggestions.js';
import type { Tables } from './schema.js';
import { SettledProfiles } from './settled-profiles.js';
import { parseProfile } from '../kept-profile.js';
import { BEFORE_ALL, readCursor, writeCursor } from './suggestion-cursor.js';
import type { VaultDatabase, WritingSession } from './vault-database.js';

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

/**
 * The input and the results of fuzzy matching, in the vault's database. If several processes match at once, they do the same
 * work.
 */
export class PostgresSuggestions implements Suggestions {
  readonly #database: VaultDatabase;
  readonly #settled: SettledProfiles;
  readonly #changed: string;
  readonly #byId: string;
  readonly #insertBlocks: string;
  readonly #inBlocks: string;
  readonly #upsert: string;
  readonly #close: string;
  readonly #deleteOf: string;
  readonly #page: string;
  readonly #pageOf: string;
  readonly #count: string;
  readonly #readCheckpoint: string;
  readonly #writeCheckpoint: string;

  constructor(database: VaultDatabase, tables: Tables) {
    const { profiles, registry, blocks, suggestions, hubKeys, meta } = tables;
    this.#database = database;
    this.#settled = new SettledProfiles(tables);
    const stated = `
      SELECT profile.id, profile.handle, profile.hub, profile.body, hub.type, hub.normalised
      FROM ${profiles} AS profile LEFT JOIN ${registry} AS hub ON hub.handle = profile.hub`;
    this.#changed = `${stated} WHERE profile.id > $1 AND profile.id <= $2 ORDER BY profile.id LIMIT $3`;
    this.#byId = `${stated} WHERE profile.id = ANY ($1)`;
    this.#insertBlocks = `
        INSERT INTO ${blocks} (key, profile)
        SELECT DISTINCT filed.key COLLATE "C", profile.id FROM unnest($1::text[], $2::bigint[]) AS filed (key, id)
        JOIN ${profiles} AS profile USING (id) ORDER BY 1, 2 ON CONFLICT DO NOTHING
      `;
    this.#inBlocks = `
        SELECT wanted.key, block.profile FROM unnest($1::text[]) WITH ORDINALITY AS wanted (key, at)
        CROSS JOIN LATERAL (SELECT profile FROM ${blocks} WHERE key = wanted.key ORDER BY profile LIMIT $2) AS block
        ORDER BY wanted.at, block.profile
      `;
    this.#upsert = `
        INSERT INTO ${suggestions} AS kept (a, b, score, reasons, since)
        SELECT * FROM unnest($1::text[], $2::text[], $3::double precision[], $4::text[], $5::text[]) AS made (a, b)
        WHERE NOT EXISTS (SELECT FROM ${hubKeys} WHERE hub IN (made.a, made.b) AND erased_at IS NOT NULL)
        ORDER BY a COLLATE "C", b COLLATE "C"
        ON CONFLICT (a, b) DO UPDATE SET score = excluded.score, reasons = excluded.reasons WHERE NOT kept.closed
      `;
    this.#close = `
        INSERT INTO ${suggestions} (a, b, score, reasons, since, closed) VALUES ($1, $2, 0, '[]', '', true)
        ON CONFLICT (a, b) DO UPDATE SET reasons = '[]', closed = true
      `;
    this.#deleteOf = `DELETE FROM ${suggestions} WHERE a = ANY ($1) OR b = ANY ($1)`;
    const after = 'score <= $1 AND (score < $1 OR (a, b) > ($2, $3)) ORDER BY score DESC, a, b LIMIT $4';
    this.#page = `SELECT a, b, score, reasons, since FROM ${suggestions} WHERE NOT closed AND ${after}`;
    // A union, so that each side is found by its index.
    const naming = (column: 'a' | 'b') =>
      `SELECT a, b, score, reasons, since FROM ${suggestions} WHERE NOT closed AND ${column} = ANY ($5)`;
    this.#pageOf = `SELECT * FROM (${naming('a')} UNION ${naming('b')}) AS of_hubs WHERE ${after}`;
    this.#count = `SELECT count(*) AS count FROM ${suggestions} WHERE NOT closed`;
    this.#readCheckpoint = `SELECT value FROM ${meta} WHERE name = 'matched'`;
    this.#writeCheckpoint = `UPDATE ${meta} SET value = greatest(value, $1) WHERE name = 'matched'`;
  }

  /** As the port says, also while others write: a profile that is not given yet is given later, and none is skipped. */
  async changedProfiles(afterId: number, limit: number): Promise<readonly ChangedProfile[]> {
    const { reading } = this.#database;
    const settled = await this.#settled.upTo(reading);
    if (settled === undefined || settled <= afterId) return [];
    return (await reading.rows<ProfileRow>(this.#changed, [afterId, settled, limit])).map(changedProfile);
  }

  async profiles(ids: readonly number[]): Promise<readonly ChangedProfile[]> {
    const rows = await this.#database.reading.rows<ProfileRow>(this.#byId, [ids]);
    const byId = new Map(rows.map((row) => [row.id, changedProfile(row)]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async putBlocks(blocks: MatchingStep['blocks']): Promise<void> {
    return this.#database.write(async (session) => this.#writeBlocks(session, blocks));
  }

  async sharingBlock(keys: readonly string[], perKeyLimit: number): Promise<readonly Block[]> {
    const rows = await this.#database.reading.rows<{ key: string; profile: number }>(this.#inBlocks, [
      [...new Set(keys)],
      perKeyLimit + 1,
    ]);
    const byKey = new Map<string, number[]>();
    for (const { key, profile } of rows) {
      const profiles = byKey.get(key);
      if (profiles) profiles.push(profile);
      else byKey.set(key, [profile]);
    }
    return Array.from(byKey, ([key, found]) => ({
      key,
      profiles: found.slice(0, perKeyLimit),
      more: found.length > perKeyLimit,
    }));
  }

  async put(suggestions: readonly Suggestion[]): Promise<void> {
    return this.#database.write(async (session) => this.#writeSuggestions(session, suggestions));
  }

  async commit({ blocks, suggestions, checkpoint }: MatchingStep): Promise<void> {
    return this.#database.write(async (session) => {
      await this.#writeBlocks(session, blocks);
      await this.#writeSuggestions(session, suggestions);
      await session.rows(this.#writeCheckpoint, [checkpoint]);
    });
  }

  async checkpoint(): Promise<number> {
    const [row] = await this.#database.reading.rows<{ value: number }>(this.#readCheckpoint);
    return row?.value ?? 0;
  }

  async page(cursor: string | undefined, limit: number, of?: readonly Handle[]): Promise<SuggestionPage> {
    const after = [...(cursor === undefined ? BEFORE_ALL : readCursor(cursor)), limit + 1];
    const { reading } = this.#database;
    const rows = await (of === undefined
      ? reading.rows<SuggestionRow>(this.#page, after)
      : reading.rows<SuggestionRow>(this.#pageOf, [...after, of]));
    const items = rows.slice(0, limit).map(suggestion);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: writeCursor([last.score, last.a, last.b]) } : { items };
  }

  async count(): Promise<number> {
    const [row] = await this.#database.reading.rows<{ count: number }>(this.#count);
    return row?.count ?? 0;
  }

  async close(a: Handle, b: Handle): Promise<void> {
    if (a === b) return;
    return this.#database.write(async (session) => {
      await session.rows(this.#close, a < b ? [a, b] : [b, a]);
    });
  }

  /** Removes every pair that names one of the hubs. */
  async removeOf(session: WritingSession, hubs: readonly Handle[]): Promise<void> {
    await session.rows(this.#deleteOf, [hubs]);
  }

  async #writeBlocks(session: WritingSession, blocks: MatchingStep['blocks']): Promise<void> {
    const filed = blocks.flatMap(({ profileId, keys }) => keys.map((key) => ({ key, profileId })));
    if (filed.length === 0) return;
    await session.rows(this.#insertBlocks, [filed.map(({ key }) => key), filed.map(({ profileId }) => profileId)]);
  }

  async #writeSuggestions(session: WritingSession, suggestions: readonly Suggestion[]): Promise<void> {
    const pairs = new Map<string, SuggestionRow>();
    for (const { a, b, score, reasons, since } of suggestions) {
      const [first, second] = a < b ? [a, b] : [b, a];
      const before = pairs.get(`${first} ${second}`);
      const row = { a: first, b: second, score, reasons: JSON.stringify(reasons), since: before?.since ?? since };
      if (a !== b) pairs.set(`${first} ${second}`, row);
    }
    if (pairs.size === 0) return;
    const rows = [...pairs.values()];
    const columns = ['a', 'b', 'score', 'reasons', 'since'] as const;
    await session.rows(
      this.#upsert,
      columns.map((column) => rows.map((row) => row[column])),
    );
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
