import { SHORTEST_PART } from '../search-terms.js';

const FACTOR = 12_085;

/** Every three neighbouring characters of `text` in lower case, as a number each; different ones may have the same. */
export function trigramsOf(text: string): number[] {
  const found = new Set<number>();
  let [first, second, length] = [0, 0, 0];
  for (const character of text.toLowerCase()) {
    const third = character.codePointAt(0) ?? 0;
    if (++length >= SHORTEST_PART) found.add((Math.imul(Math.imul(first, FACTOR) + second, FACTOR) + third) | 0);
    [first, second] = [second, third];
  }
  return [...found];
}
