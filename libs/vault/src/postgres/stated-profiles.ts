import { escapeLiteral } from 'pg';
import { asHandle, type Handle } from '#events';
import { parseProfile } from '../kept-profile.js';
import { timeOrderedUuid } from '../keys/time-ordered-uuid.js';
import { searchableWords } from '../normalise/person-name.js';
import { HubErasedError, type Profile, type RevealedProfile } from '../vault.js';
import { digestOf } from './digest.js';
import type { Tables } from './schema.js';
import type { Session, WritingSession } from './vault-database.js';

const MOST_WORDS = 100;
export const LONGEST_WORD = 200;

interface Stated {
  readonly hub: Handle;
  readonly profile: Profile;
}

/** A stated profile whose handle is being looked up or minted. */
interface Kept extends Stated {
  readonly body: string;
  readonly digest: string;
}

/** What parties said of themselves: a handle for each (hub, profile), and the words a name is found by. */
export class StatedProfiles {
  readonly #pepper: Buffer;
  readonly #byDigest: string;
  readonly #byHandle: string;
  readonly #erasedAmong: string;
  readonly #insert: string;
  readonly #deleteOfHubs: string;

  constructor({ profiles, profileIds, hubKeys, blocks }: Tables, pepper: Buffer) {
    this.#pepper = pepper;
    this.#byDigest = `SELECT digest, handle FROM ${profiles} WHERE digest = ANY ($1)`;
    this.#byHandle = `SELECT handle, hub, body FROM ${profiles} WHERE handle = ANY ($1)`;
    this.#erasedAmong = `SELECT hub FROM ${hubKeys} WHERE hub = ANY ($1) AND erased_at IS NOT NULL`;
    // Numbered in the order in which they were stated, but inserted in one order that all transactions share, which avoids
    // deadlocks.
    this.#insert = `
        WITH minted AS MATERIALIZED (
          SELECT nextval(${escapeLiteral(profileIds)}) AS id, stated.* FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
          AS stated (digest, handle, hub, body, words)
        )
        INSERT INTO ${profiles} (id, digest, handle, hub, body, words)
        SELECT id, digest, handle, hub, body, array_to_tsvector(string_to_array(words, ' ')) FROM minted ORDER BY digest
        ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest RETURNING digest, handle
      `;
    this.#deleteOfHubs = `
        WITH gone AS (DELETE FROM ${profiles} WHERE hub = ANY ($1) RETURNING id)
        DELETE FROM ${blocks} AS block USING gone WHERE block.profile = gone.id
      `;
  }

  /** As `Vault.profiles`; `write` gives the transaction in which what is new is kept. */
  async handles(
    session: Session,
    stated: readonly Stated[],
    write: <T>(work: (session: WritingSession) => Promise<T>) => Promise<T>,
  ): Promise<Handle[]> {
    const wanted = stated.map((each) => this.#kept(each));
    const distinct = [...new Map(wanted.map((each) => [each.digest, each])).values()];
    const handles =
      distinct.length === 0
        ? new Map<string, Handle>()
        : byDigest(await session.rows(this.#byDigest, [distinct.map(({ digest }) => digest)]));
    const unknown = distinct.filter(({ digest }) => !handles.has(digest));
    if (unknown.length > 0) {
      const minted = await write(async (writing) => this.#mint(writing, unknown));
      for (const [digest, handle] of minted) handles.set(digest, handle);
    }
    return wanted.map(({ digest }) => handles.get(digest) ?? asHandle(''));
  }

  /** For display; those unknown are left out. */
  async reveal(session: Session, handles: readonly Handle[]): Promise<ReadonlyMap<string, RevealedProfile>> {
    const rows = await session.rows<{ handle: string; hub: string; body: string }>(this.#byHandle, [handles]);
    return new Map(
      rows.map(({ handle, hub, body }) => [handle, { ...parseProfile(body), handle: asHandle(handle), hub: asHandle(hub) }]),
    );
  }

  /** Removes the hubs' profiles with what was made of them. */
  async removeOf(session: WritingSession, hubs: readonly Handle[]): Promise<void> {
    await session.rows(this.#deleteOfHubs, [hubs]);
  }

  async #mint(session: WritingSession, unknown: readonly Kept[]): Promise<Map<string, Handle>> {
    const [erased] = await session.rows<{ hub: string }>(this.#erasedAmong, [unknown.map(({ hub }) => hub)]);
    if (erased) throw new HubErasedError(asHandle(erased.hub));
    const rows = unknown.map(({ digest, hub, body, profile }) => ({
      digest,
      handle: timeOrderedUuid(),
      hub,
      body,
      words: wordsOf(profile),
    }));
    const columns = ['digest', 'handle', 'hub', 'body', 'words'] as const;
    return byDigest(
      await session.rows(
        this.#insert,
        columns.map((column) => rows.map((row) => row[column])),
      ),
    );
  }

  #kept({ hub, profile }: Stated): Kept {
    const body = canonicalBody(profile);
    return { hub, profile, body, digest: profileDigest(this.#pepper, hub, body) };
  }
}

export function profileDigest(pepper: Buffer, hub: string, body: string): string {
  return digestOf(pepper, `profile:${hub}${body}`);
}

/** The same text for the same profile, whatever the order of its fields. */
function canonicalBody({ name, birthDate, address }: Profile): string {
  const { lines, postcode, city, region, country } = address ?? {};
  return JSON.stringify({ name, birthDate, address: address && { lines, postcode, city, region, country } });
}

/** The words of the name side by side; null where there are none. */
export function wordsOf({ name = '' }: Profile): string | null {
  const words = searchableWords(name).slice(0, MOST_WORDS);
  return words.map((word) => word.slice(0, LONGEST_WORD)).join(' ') || null;
}

function byDigest(rows: readonly { readonly digest: string; readonly handle: string }[]): Map<string, Handle> {
  return new Map(rows.map(({ digest, handle }) => [digest, asHandle(handle)]));
}
