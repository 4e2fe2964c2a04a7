import { asHandle, type Handle } from '#events';
import { timeOrderedUuid } from '../keys/time-ordered-uuid.js';
import { displayOf, shownAs, type Normalise } from '../normalise/normalise-identifier.js';
import type { IdentifierInput, ResolvedIdentifier, RevealedIdentifier } from '../vault.js';
import { digestOf } from './digest.js';
import type { Tables } from './schema.js';
import { SHORTEST_PART } from '../search-terms.js';
import { trigramsOf } from './trigrams.js';
import type { Session, WritingSession } from './vault-database.js';

const LONGEST_SEARCHED = 128;

/** An identifier whose handle is being looked up or minted. */
interface Normalised {
  readonly identifier: IdentifierInput;
  readonly normalised: string;
  readonly digest: string;
}

export interface IdentifierRow {
  readonly handle: string;
  readonly type: string;
  readonly normalised: string;
  readonly display: string | null;
}

/** The registry of identifiers: HMAC of the normalised value under the pepper -> handle. */
export class IdentifierRegistry {
  readonly #normalise: Normalise;
  readonly #pepper: Buffer;
  readonly #byDigest: string;
  readonly #rowsByDigest: string;
  readonly #byHandle: string;
  readonly #insert: string;
  readonly #delete: string;

  constructor({ registry, searchableTypes }: Tables, normalise: Normalise, pepper: Buffer) {
    this.#normalise = normalise;
    this.#pepper = pepper;
    this.#byDigest = `SELECT digest, handle FROM ${registry} WHERE digest = ANY ($1)`;
    this.#rowsByDigest = `SELECT digest, handle, type, normalised, display FROM ${registry} WHERE digest = ANY ($1)`;
    this.#byHandle = `SELECT handle, type, normalised, display FROM ${registry} WHERE handle = ANY ($1)`;
    // The no-op update makes RETURNING include rows that another transaction inserted meanwhile.
    this.#insert = `
        WITH minted AS MATERIALIZED (
          SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[])
          AS minted (digest, handle, type, normalised, display, trigrams, searchable)
        ), types AS (
          INSERT INTO ${searchableTypes} (type) SELECT DISTINCT type FROM minted WHERE searchable ORDER BY type ON CONFLICT DO NOTHING
        )
        INSERT INTO ${registry} (digest, handle, type, normalised, display, trigrams)
        SELECT digest, handle, type, normalised, display, trigrams::integer[] FROM minted ORDER BY digest
        ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest RETURNING digest, handle
      `;
    this.#delete = `DELETE FROM ${registry} WHERE handle = ANY ($1)`;
  }

  /** As `Vault.find`. */
  async find(session: Session, identifiers: readonly IdentifierInput[]): Promise<(ResolvedIdentifier | undefined)[]> {
    const wanted = identifiers.map((identifier) => this.#normalised(identifier));
    return resolved(wanted, await this.#stored(session, present(wanted)));
  }

  /** Those of the identifiers that are known, as they are kept; in the order of `identifiers`. */
  async shown(session: Session, identifiers: readonly IdentifierInput[]): Promise<IdentifierRow[]> {
    const wanted = present(identifiers.map((identifier) => this.#normalised(identifier)));
    if (wanted.length === 0) return [];
    const rows = await session.rows<IdentifierRow & { readonly digest: string }>(this.#rowsByDigest, [
      wanted.map(({ digest }) => digest),
    ]);
    const found = new Map(rows.map(({ digest, ...row }) => [digest, row]));
    return wanted.flatMap(({ digest }) => found.get(digest) ?? []);
  }

  /** As `Vault.handles`; `write` gives the transaction in which what is new is minted. */
  async handles(
    session: Session,
    identifiers: readonly IdentifierInput[],
    write: <T>(work: (session: WritingSession) => Promise<T>) => Promise<T>,
  ): Promise<(ResolvedIdentifier | undefined)[]> {
    const wanted = identifiers.map((identifier) => this.#normalised(identifier));
    const distinct = present(wanted);
    const handles = await this.#stored(session, distinct);
    const unknown = distinct.filter(({ digest }) => !handles.has(digest));
    const minted = unknown.length === 0 ? [] : await write(async (writing) => this.#mint(writing, unknown));
    return resolved(wanted, new Map([...handles, ...minted]));
  }

  /** For display; those unknown are left out. */
  async reveal(session: Session, handles: readonly Handle[]): Promise<ReadonlyMap<string, RevealedIdentifier>> {
    const rows = await session.rows<IdentifierRow>(this.#byHandle, [handles]);
    return new Map(rows.map((row) => [row.handle, revealed(row)]));
  }

  /** Removes the identifiers from registry and search. */
  async remove(session: WritingSession, handles: readonly Handle[]): Promise<void> {
    await session.rows(this.#delete, [handles]);
  }

  async #stored(session: Session, wanted: readonly Normalised[]): Promise<Map<string, Handle>> {
    if (wanted.length === 0) return new Map();
    return byDigest(await session.rows(this.#byDigest, [wanted.map(({ digest }) => digest)]));
  }

  async #mint(session: WritingSession, unknown: readonly Normalised[]): Promise<Map<string, Handle>> {
    const rows = unknown.map(({ identifier, normalised, digest }) => ({
      digest,
      handle: timeOrderedUuid(),
      type: identifier.type,
      normalised,
      display: shownAs(identifier, normalised),
      trigrams: isFoundByPart(identifier, normalised) ? `{${trigramsOf(normalised).join(',')}}` : null,
      searchable: !identifier.derived,
    }));
    const columns = ['digest', 'handle', 'type', 'normalised', 'display', 'trigrams', 'searchable'] as const;
    return byDigest(
      await session.rows(
        this.#insert,
        columns.map((column) => rows.map((row) => row[column])),
      ),
    );
  }

  #normalised(identifier: IdentifierInput): Normalised | undefined {
    const normalised = this.#normalise(identifier);
    if (normalised === undefined) return undefined;
    const { type } = identifier;
    return { identifier, normalised, digest: identifierDigest(this.#pepper, type, normalised) };
  }
}

export function identifierDigest(pepper: Buffer, type: string, normalised: string): string {
  return digestOf(pepper, `${type.length}:${type}${normalised}`);
}

/** What people are shown. */
export function revealed({ handle, type, normalised, display }: IdentifierRow): RevealedIdentifier {
  return { handle: asHandle(handle), type, value: display ?? displayOf(type, normalised) };
}

function isFoundByPart({ type, derived }: IdentifierInput, normalised: string): boolean {
  return !derived && type !== 'cookie' && normalised.length >= SHORTEST_PART && normalised.length <= LONGEST_SEARCHED;
}

function present(wanted: readonly (Normalised | undefined)[]): Normalised[] {
  const distinct = new Map<string, Normalised>();
  for (const each of wanted) if (each && !distinct.has(each.digest)) distinct.set(each.digest, each);
  return [...distinct.values()];
}

function resolved(
  wanted: readonly (Normalised | undefined)[],
  handles: ReadonlyMap<string, Handle>,
): (ResolvedIdentifier | undefined)[] {
  return wanted.map((each) => {
    const handle = each && handles.get(each.digest);
    return handle && { handle, type: each.identifier.type, normalised: each.normalised };
  });
}

function byDigest(rows: readonly { readonly digest: string; readonly handle: string }[]): Map<string, Handle> {
  return new Map(rows.map(({ digest, handle }) => [digest, asHandle(handle)]));
}
