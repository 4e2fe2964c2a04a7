import { foldText } from '#vault';

/** A test that every word of `query` occurs, whole or as a part of a word, in one of the texts given to it; case and accents do not count. */
export function textMatcher(query: string): (...texts: readonly (string | undefined)[]) => boolean {
  const words = foldText(query)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return (...texts) => {
    const folded = texts.map((text) => (text === undefined ? '' : foldText(text)));
    return words.every((word) => folded.some((text) => text.includes(word)));
  };
}
