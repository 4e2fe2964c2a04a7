import { LONGEST_WORD } from './stated-profiles.js';

/** Names of which these are whole words, as a tsquery. `words` as of `nameWords`: letters and digits only. */
export function wholeWords(words: readonly string[]): string {
  return words.map((word) => `'${word.slice(0, LONGEST_WORD)}'`).join(' & ');
}

/** Names of which these begin words, as a tsquery. */
export function beginnings(words: readonly string[]): string {
  return words.map((word) => `'${word.slice(0, LONGEST_WORD)}':*`).join(' & ');
}
