import type { Statement } from 'better-sqlite3';
import { asHandle } from '#events';
import { cleanValue, displayOf } from '../normalise/normalise-identifier.js';
import { nameWords } from '../normalise/person-name.js';
import type { SearchHit } from '../vault.js';
import type { IdentifierRegistry } from './identifier-registry.js';
import { parseProfile } from '../kept-profile.js';
import type { VaultDatabase } from './vault-database.js';
import { isLikeName, partsToFind, SHORTEST_PART } from '../search-terms.js';

const LONGEST_QUERY = 200;
/** A query that is a whole identifier of at least this length is not searched as a part of others. */
const PLAIN_LENGTH = 9;
const MOST_TRIGRAMS = 16;
const MOST_WORDS = 8;
/** Most rows that one lookup reads; a query with more matches is too unspecific. */
const MOST_CANDIDATES = 500;

interface IdentifierRow {
  readonly handle: string;
  readonly type: string;
  readonly normalised: string;
  readonly display: string | null;
}

/** Finds handles by identifiers, names and parts of identifiers. The work of a query is bounded, whatever it asks. */
export class Search {
  readonly #registry: IdentifierRegistry;
  readonly #types: Statement<[], { type: string }>;
  readonly #byWords: Statement<[string, number], { hub: string; body: string }>;
  readonly #byTrigrams: Statement<[string], IdentifierRow>;

  constructor({ sql }: VaultDatabase, registry: IdentifierRegistry) {
    this.#registry = registry;
    this.#types = sql.prepare('SELECT type FROM searchable_types');
    this.#byWords = sql.prepare(`
      SELECT profiles.hub, profiles.body FROM profile_words JOIN profiles ON profiles.id = profile_words.rowid
      WHERE profile_words MATCH ? ORDER BY profile_words.rowid DESC LIMIT ?
    `);
    this.#byTrigrams = sql.prepare(`
      SELECT registry.handle, registry.type, registry.normalised, registry.display
      FROM identifier_parts JOIN registry ON registry.id = identifier_parts.rowid
      WHERE identifier_parts MATCH ?
    `);
  }

  /**
   * As `Vault.search`. Among names the most recently stated come first; matches of whole words come before matches of word
   * beginnings.
   */
  search(query: string, limit: number): SearchHit[] {
    const text = cleanValue(query.slice(0, LONGEST_QUERY));
    const hits = new Map<string, SearchHit>();
    const isFull = (): boolean => hits.size >= limit;
    const keep = (found: Iterable<SearchHit>): void => {
      for (const hit of found) {
        if (isFull()) return;
        if (!hits.has(hit.handle)) hits.set(hit.handle, hit);
      }
    };
    const whole = this.#wholeIdentifiers(text);
    keep(whole.hits);
    const words = whole.isPlain && !isLikeName(text) ? [] : nameWords(text).slice(0, MOST_WORDS);
    for (const match of words.length > 0 ? [wholeWords(words), beginnings(words)] : [])
      if (!isFull()) keep(this.#names(match, limit));
    for (const part of whole.isPlain ? [] : partsToFind(text)) if (!isFull()) keep(this.#partialIdentifiers(part));
    return [...hits.values()];
  }

  /** `isPlain`: the query is a long whole identifier and is not searched as a part of others. */
  #wholeIdentifiers(text: string): { readonly hits: SearchHit[]; readonly isPlain: boolean } {
    const found = this.#registry.find(this.#types.all().map(({ type }) => ({ type, value: text })));
    const hits: SearchHit[] = [];
    for (const resolved of found) {
      const revealed = resolved && this.#registry.reveal(resolved.handle);
      if (revealed) hits.push({ ...revealed, how: 'identifier' });
    }
    return { hits, isPlain: found.some((resolved) => resolved !== undefined && resolved.normalised.length >= PLAIN_LENGTH) };
  }

  #names(match: string, limit: number): SearchHit[] {
    const rows = this.#byWords.all(match, Math.min(limit * 4, MOST_CANDIDATES));
    return rows.map(({ hub, body }) => ({
      handle: asHandle(hub),
      how: 'name',
      type: 'name',
      value: parseProfile(body).name ?? '',
    }));
  }

  *#partialIdentifiers(part: string): Iterable<SearchHit> {
    let candidates = 0;
    for (const { handle, type, normalised, display } of this.#byTrigrams.iterate(trigramsOf(part))) {
      if (++candidates > MOST_CANDIDATES) return;
      if (normalised.toLowerCase().includes(part))
        yield { handle: asHandle(handle), how: 'partial', type, value: display ?? displayOf(type, normalised) };
    }
  }
}

function wholeWords(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(' AND ');
}

function beginnings(words: readonly string[]): string {
  return words.map((word) => `"${word}"*`).join(' AND ');
}

/**
 * Adjacent trigrams that cover `part`: they leave few candidates, and every further trigram is another long posting list to
 * read.
 */
function trigramsOf(part: string): string {
  const characters = Array.from(part);
  const last = characters.length - SHORTEST_PART;
  const trigrams = new Set<string>();
  for (let start = 0; start < last && trigrams.size < MOST_TRIGRAMS; start += SHORTEST_PART) {
    trigrams.add(characters.slice(start, start + SHORTEST_PART).join(''));
  }
  trigrams.add(characters.slice(last).join(''));
  return [...trigrams].map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ');
}
