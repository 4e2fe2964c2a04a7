import { LONGEST_WORD } from './stated-profiles.js';
import { SHORTEST_PART } from './trigrams.js';

/** Names of which these are whole words, as a tsquery. `words` as of `nameWords`: letters and digits only. */
export function wholeWords(words: readonly string[]): string {
  return words.map((word) => `'${word.slice(0, LONGEST_WORD)}'`).join(' & ');
}

/** Names of which these begin words, as a tsquery. */
export function beginnings(words: readonly string[]): string {
  return words.map((word) => `'${word.slice(0, LONGEST_WORD)}':*`).join(' & ');
}

/** How a part of an identifier may stand in its normalised value, in lower case. */
export function partsToFind(text: string): string[] {
  const lower = text.toLowerCase();
  const bare = lower.replaceAll(/[^\p{L}\p{N}]/gu, '');
  const parts = new Set([bare]);
  if (/^\d+$/.test(bare)) {
    parts.add(bare.replace(/^0+/, ''));
    parts.add(lower.replace(/\(0\)/, '').replaceAll(/\D/g, '').replace(/^0+/, ''));
  } else if (!/\s/.test(lower)) {
    parts.add(lower);
  }
  return [...parts].filter((part) => Array.from(part).length >= SHORTEST_PART);
}

export function isLikeName(text: string): boolean {
  return /\p{L}/u.test(text) && !text.includes('@');
}
