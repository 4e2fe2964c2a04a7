import { asHandle } from '#events';
import { cleanValue } from '../normalise/normalise-identifier.js';
import { nameWords } from '../normalise/person-name.js';
import type { SearchHit } from '../vault.js';
import { type IdentifierRegistry, type IdentifierRow, revealed } from './identifier-registry.js';
import type { Tables } from './schema.js';
import { beginnings, wholeWords } from './search-query.js';
import { isLikeName, partsToFind } from '../search-terms.js';
import { parseProfile } from '../kept-profile.js';
import { trigramsOf } from './trigrams.js';
import type { Session } from './vault-database.js';

const LONGEST_QUERY = 200;
/** A query that is a whole identifier of at least this length is not searched as a part of others. */
const PLAIN_LENGTH = 9;
const MOST_TRIGRAMS = 16;
const MOST_WORDS = 8;
/** Most rows of one lookup; a query with more matches is too unspecific. */
const MOST_CANDIDATES = 500;
/**
 * Rows that are searched in order first: frequent words are found among them, while the index would give a long list to sort.
 */
const FEW_ROWS = 2_000;

/**
 * Finds handles by identifiers, names and parts of identifiers. Its statements are not prepared by name, so that each is
 * planned for its words: rare ones are looked up in the index, frequent ones are found quickly by reading in order.
 */
export class Search {
  readonly #registry: IdentifierRegistry;
  readonly #types: string;
  /** Rarely more: those are looked up while the query for further types runs. */
  #knownTypes: readonly string[] = [];
  readonly #byWords: string;
  readonly #byRecentWords: string;
  readonly #byTrigramsAmongFirst: string;
  readonly #byTrigrams: string;

  constructor({ searchableTypes, profiles, registry }: Tables, identifiers: IdentifierRegistry) {
    this.#registry = identifiers;
    this.#types = `SELECT type FROM ${searchableTypes} ORDER BY type`;
    this.#byWords = `SELECT hub, body FROM ${profiles} WHERE words @@ $1::tsquery ORDER BY id DESC LIMIT $2`;
    this.#byRecentWords = `
      SELECT hub, body FROM (SELECT * FROM ${profiles} ORDER BY id DESC LIMIT ${FEW_ROWS}) AS recent
      WHERE words @@ $1::tsquery ORDER BY id DESC LIMIT $2
    `;
    const columns = 'handle, type, normalised, display';
    this.#byTrigrams = `SELECT ${columns} FROM ${registry} WHERE trigrams @> $1::integer[] ORDER BY handle LIMIT $2`;
    this.#byTrigramsAmongFirst = `
      SELECT ${columns} FROM (SELECT * FROM ${registry} ORDER BY handle LIMIT ${FEW_ROWS}) AS first
      WHERE trigrams @> $1::integer[] ORDER BY handle LIMIT $2
    `;
  }

  /**
   * As `Vault.search`. Among names the most recently stated come first; matches of whole words come before matches of word
   * beginnings.
   */
  async search(session: Session, query: string, limit: number): Promise<readonly SearchHit[]> {
    const text = cleanValue(query.slice(0, LONGEST_QUERY));
    const hits = new Map<string, SearchHit>();
    const keep = (found: readonly SearchHit[]): void => {
      for (const hit of found) if (hits.size < limit && !hits.has(hit.handle)) hits.set(hit.handle, hit);
    };
    if (text === '') return [];
    const whole = await this.#wholeIdentifiers(session, text);
    keep(whole.hits);
    const words = whole.isPlain && !isLikeName(text) ? [] : nameWords(text).slice(0, MOST_WORDS);
    if (words.length > 0 && hits.size < limit) keep(await this.#names(session, this.#byWords, wholeWords(words), limit));
    for (const names of words.length > 0 ? [this.#byRecentWords, this.#byWords] : [])
      if (hits.size < limit) keep(await this.#names(session, names, beginnings(words), limit));
    for (const part of whole.isPlain ? [] : partsToFind(text)) {
      if (hits.size < limit) keep(await this.#partialIdentifiers(session, this.#byTrigramsAmongFirst, part, limit * 4));
      if (hits.size < limit) keep(await this.#partialIdentifiers(session, this.#byTrigrams, part, MOST_CANDIDATES));
    }
    return [...hits.values()];
  }

  /** `isPlain`: the query is a long whole identifier and is not searched as a part of others. */
  async #wholeIdentifiers(session: Session, text: string): Promise<{ readonly hits: SearchHit[]; readonly isPlain: boolean }> {
    const lookUp = (types: readonly string[]): ReturnType<IdentifierRegistry['shown']> =>
      this.#registry.shown(
        session,
        types.map((type) => ({ type, value: text })),
      );
    const known = this.#knownTypes;
    const [found, rows] = await Promise.all([lookUp(known), session.rows<{ type: string }>(this.#types)]);
    this.#knownTypes = rows.map(({ type }) => type);
    const others = this.#knownTypes.filter((type) => !known.includes(type));
    if (others.length > 0) found.push(...(await lookUp(others)));
    return {
      hits: found.map((identifier): SearchHit => ({ ...revealed(identifier), how: 'identifier' })),
      isPlain: found.some(({ normalised }) => normalised.length >= PLAIN_LENGTH),
    };
  }

  async #names(session: Session, names: string, match: string, limit: number): Promise<SearchHit[]> {
    const rows = await session.rows<{ hub: string; body: string }>(names, [match, Math.min(limit * 4, MOST_CANDIDATES)]);
    return rows.map(({ hub, body }) => ({
      handle: asHandle(hub),
      how: 'name',
      type: 'name',
      value: parseProfile(body).name ?? '',
    }));
  }

  async #partialIdentifiers(session: Session, identifiers: string, part: string, most: number): Promise<SearchHit[]> {
    const rows = await session.rows<IdentifierRow>(identifiers, [trigramsOf(part).slice(0, MOST_TRIGRAMS), most]);
    return rows.flatMap((row): SearchHit[] =>
      row.normalised.toLowerCase().includes(part) ? [{ ...revealed(row), how: 'partial' }] : [],
    );
  }
}
