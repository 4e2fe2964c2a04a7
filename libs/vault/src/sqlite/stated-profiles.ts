import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { asHandle, type Handle } from '#events';
import { timeOrderedUuid } from '../keys/time-ordered-uuid.js';
import { searchableWords } from '../normalise/person-name.js';
import { parseProfile } from '../kept-profile.js';
import type { Profile, RevealedProfile } from '../vault.js';
import type { HubKeys } from './hub-keys.js';
import type { VaultDatabase } from './vault-database.js';

const MOST_CACHED = 80_000;

/** What parties said of themselves: a handle for each (hub, profile), and the words a name is found by. */
export class StatedProfiles {
  readonly #database: VaultDatabase;
  readonly #hubKeys: HubKeys;
  readonly #pepper: Buffer;
  readonly #cached = new LRUCache<string, Handle>({ max: MOST_CACHED });
  readonly #byDigest: Statement<[Buffer], { handle: string }>;
  readonly #byHandle: Statement<[string], { hub: string; body: string }>;
  readonly #insert: Statement<[string, string, Buffer, string, string | null]>;
  readonly #insertWords: Statement<[number | bigint, string]>;
  readonly #deleteOfHub: Statement<[string], { id: number; words: string | null }>;
  readonly #deleteWords: Statement<[number, string]>;
  readonly #deleteBlocks: Statement<[number]>;

  constructor(database: VaultDatabase, hubKeys: HubKeys, pepper: Buffer) {
    const { sql } = database;
    this.#database = database;
    this.#hubKeys = hubKeys;
    this.#pepper = pepper;
    this.#byDigest = sql.prepare('SELECT handle FROM profiles WHERE digest = ?');
    this.#byHandle = sql.prepare('SELECT hub, body FROM profiles WHERE handle = ?');
    this.#insert = sql.prepare('INSERT INTO profiles (handle, hub, digest, body, words) VALUES (?, ?, ?, ?, ?)');
    this.#insertWords = sql.prepare('INSERT INTO profile_words (rowid, words) VALUES (?, ?)');
    this.#deleteOfHub = sql.prepare('DELETE FROM profiles WHERE hub = ? RETURNING id, words');
    this.#deleteWords = sql.prepare("INSERT INTO profile_words (profile_words, rowid, words) VALUES ('delete', ?, ?)");
    this.#deleteBlocks = sql.prepare('DELETE FROM blocks WHERE profile = ?');
  }

  /** As `Vault.profiles`. */
  handles(stated: readonly { readonly hub: Handle; readonly profile: Profile }[]): Handle[] {
    return stated.map(({ hub, profile }) => {
      const body = canonicalBody(profile);
      const key = `${hub}${body}`;
      const cached = this.#cached.get(key);
      if (cached !== undefined) return cached;
      const digest = profileDigest(this.#pepper, hub, body);
      const handle = this.#stored(digest) ?? this.#mint(hub, profile, body, digest);
      this.#cached.set(key, handle);
      return handle;
    });
  }

  reveal(handle: Handle): RevealedProfile | undefined {
    const row = this.#byHandle.get(handle);
    return row && { ...parseProfile(row.body), handle, hub: asHandle(row.hub) };
  }

  /** Removes the hub's profiles with what was made of them. To be called inside a transaction, and `forget` after it. */
  removeOf(hub: Handle): void {
    for (const { id, words } of this.#deleteOfHub.all(hub)) {
      if (words !== null) this.#deleteWords.run(id, words);
      this.#deleteBlocks.run(id);
    }
  }

  forget(): void {
    this.#cached.clear();
  }

  #stored(digest: Buffer): Handle | undefined {
    const row = this.#byDigest.get(digest);
    return row && asHandle(row.handle);
  }

  #mint(hub: Handle, profile: Profile, body: string, digest: Buffer): Handle {
    const mintedMeanwhile = this.#database.beforeWrite() ? this.#stored(digest) : undefined;
    if (mintedMeanwhile !== undefined) return mintedMeanwhile;
    this.#hubKeys.refuseErased(hub);
    const handle = asHandle(timeOrderedUuid());
    const words = wordsOf(profile);
    const { lastInsertRowid } = this.#insert.run(handle, hub, digest, body, words);
    if (words !== null) this.#insertWords.run(lastInsertRowid, words);
    return handle;
  }
}

/** HMAC of hub and profile under the pepper. */
export function profileDigest(pepper: Buffer, hub: string, body: string): Buffer {
  return createHmac('sha256', pepper).update(`profile:${hub}${body}`).digest();
}

/** The words a name is found by, side by side; null where there are none. */
export function wordsOf({ name }: Profile): string | null {
  return name === undefined ? null : searchableWords(name).join(' ') || null;
}

/** The same text for the same profile, whatever the order of its fields. */
function canonicalBody({ name, birthDate, address }: Profile): string {
  const { lines, postcode, city, region, country } = address ?? {};
  return JSON.stringify({ name, birthDate, address: address && { lines, postcode, city, region, country } });
}
