import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { asHandle, type Handle } from '#events';
import { timeOrderedUuid } from '../keys/time-ordered-uuid.js';
import { displayOf, shownAs, type Normalise } from '../normalise/normalise-identifier.js';
import type { IdentifierInput, ResolvedIdentifier, RevealedIdentifier } from '../vault.js';
import type { VaultDatabase } from './vault-database.js';
import { SHORTEST_PART } from '../search-terms.js';

const MOST_CACHED = 150_000;
const LONGEST_SEARCHED = 128;

/** The registry of identifiers: HMAC of the normalised value under the pepper -> handle. */
export class IdentifierRegistry {
  readonly #database: VaultDatabase;
  readonly #normalise: Normalise;
  readonly #pepper: Buffer;
  readonly #cached = new LRUCache<string, ResolvedIdentifier>({ max: MOST_CACHED });
  readonly #knownTypes = new Set<string>();
  readonly #byDigest: Statement<[Buffer], { handle: string }>;
  readonly #byHandle: Statement<[string], { type: string; normalised: string; display: string | null }>;
  readonly #insert: Statement<[Buffer, string, string, string, string | null, number]>;
  readonly #insertPart: Statement<[number | bigint, string]>;
  readonly #insertType: Statement<[string]>;
  readonly #deleteByHandle: Statement<[string], { id: number; normalised: string; searchable: number }>;
  readonly #deletePart: Statement<[number, string]>;

  constructor(database: VaultDatabase, normalise: Normalise, pepper: Buffer) {
    const { sql } = database;
    this.#database = database;
    this.#normalise = normalise;
    this.#pepper = pepper;
    this.#byDigest = sql.prepare('SELECT handle FROM registry WHERE digest = ?');
    this.#byHandle = sql.prepare('SELECT type, normalised, display FROM registry WHERE handle = ?');
    this.#insert = sql.prepare(`
      INSERT INTO registry (digest, handle, type, normalised, display, searchable) VALUES (?, ?, ?, ?, ?, ?)
    `);
    this.#insertPart = sql.prepare('INSERT INTO identifier_parts (rowid, normalised) VALUES (?, ?)');
    this.#insertType = sql.prepare('INSERT OR IGNORE INTO searchable_types (type) VALUES (?)');
    this.#deleteByHandle = sql.prepare('DELETE FROM registry WHERE handle = ? RETURNING id, normalised, searchable');
    this.#deletePart = sql.prepare("INSERT INTO identifier_parts (identifier_parts, rowid, normalised) VALUES ('delete', ?, ?)");
  }

  /** As `Vault.handles`. */
  handles(identifiers: readonly IdentifierInput[]): (ResolvedIdentifier | undefined)[] {
    return identifiers.map((identifier) => {
      const normalised = this.#normalise(identifier);
      if (normalised === undefined) return undefined;
      const key = cacheKey(identifier.type, normalised);
      const cached = this.#cached.get(key);
      if (cached) return cached;
      const digest = this.#digest(identifier.type, normalised);
      const resolved = this.#stored(identifier.type, normalised, digest) ?? this.#mint(identifier, normalised, digest);
      this.#cached.set(key, resolved);
      return resolved;
    });
  }

  /** As `Vault.find`. */
  find(identifiers: readonly IdentifierInput[]): (ResolvedIdentifier | undefined)[] {
    return identifiers.map((identifier) => {
      const { type } = identifier;
      const normalised = this.#normalise(identifier);
      if (normalised === undefined) return undefined;
      return this.#cached.get(cacheKey(type, normalised)) ?? this.#stored(type, normalised, this.#digest(type, normalised));
    });
  }

  /** For display; `undefined` where it is unknown. */
  reveal(handle: Handle): RevealedIdentifier | undefined {
    const row = this.#byHandle.get(handle);
    return row && { handle, type: row.type, value: row.display ?? displayOf(row.type, row.normalised) };
  }

  /** Removes the identifier from registry and search. To be called inside a transaction, and `forget` after it. */
  remove(handle: Handle): void {
    const row = this.#deleteByHandle.get(handle);
    if (row?.searchable === Searchable.byPart) this.#deletePart.run(row.id, row.normalised);
  }

  forget(): void {
    this.#cached.clear();
    this.#knownTypes.clear();
  }

  #stored(type: string, normalised: string, digest: Buffer): ResolvedIdentifier | undefined {
    const row = this.#byDigest.get(digest);
    return row && { handle: asHandle(row.handle), type, normalised };
  }

  #mint(identifier: IdentifierInput, normalised: string, digest: Buffer): ResolvedIdentifier {
    const { type } = identifier;
    if (this.#database.beforeWrite()) {
      const mintedMeanwhile = this.#stored(type, normalised, digest);
      if (mintedMeanwhile) return mintedMeanwhile;
    }
    const handle = asHandle(timeOrderedUuid());
    const searchable = searchability(identifier, normalised);
    const { lastInsertRowid } = this.#insert.run(digest, handle, type, normalised, shownAs(identifier, normalised), searchable);
    if (searchable === Searchable.byPart) this.#insertPart.run(lastInsertRowid, normalised);
    if (searchable !== Searchable.never && !this.#knownTypes.has(type)) {
      this.#insertType.run(type);
      this.#knownTypes.add(type);
    }
    return { handle, type, normalised };
  }

  #digest(type: string, normalised: string): Buffer {
    return identifierDigest(this.#pepper, type, normalised);
  }
}

/** HMAC of the normalised value under the pepper. */
export function identifierDigest(pepper: Buffer, type: string, normalised: string): Buffer {
  return createHmac('sha256', pepper).update(`${type.length}:${type}${normalised}`).digest();
}

/** How an identifier can be found; the column `searchable`. */
export const Searchable = { never: -1, whole: 0, byPart: 1 } as const;

function searchability({ type, derived }: IdentifierInput, normalised: string): number {
  if (derived) return Searchable.never;
  const byPart = type !== 'cookie' && normalised.length >= SHORTEST_PART && normalised.length <= LONGEST_SEARCHED;
  return byPart ? Searchable.byPart : Searchable.whole;
}

function cacheKey(type: string, normalised: string): string {
  return `${type}\0${normalised}`;
}
