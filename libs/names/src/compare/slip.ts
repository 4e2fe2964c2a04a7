import { editDistance } from '#text';

const LONG_NAME = 5;
const LONG_ENOUGH = 4;

/**
 * Whether two surnames may be one, typed with one slip of the finger: a letter left out, doubled, replaced, or swapped with
 * its neighbour (one step of the optimal string alignment distance). Names of less than four letters are too short to tell.
 */
export function isSlipOfSurname(a: string, b: string): boolean {
  return Math.max(a.length, b.length) >= LONG_ENOUGH && editDistance(a, b, 1) === 1;
}

/**
 * The same of first names, of which many differ in one letter: they must begin with the same letter, which is seldom typed
 * wrongly (Pollock and Zamora, "Automatic spelling correction in scientific and scholarly text", 1984). Unless letters are
 * merely doubled or swapped they must end alike, too, since Martin and Martina, Carlo and Carla, Anna and Anne are two names;
 * and a letter that stands for another is forgiven from five letters on (Joan and Jean are two names).
 */
export function isSlipOfGiven(a: string, b: string): boolean {
  if (a[0] !== b[0] || editDistance(a, b, 1) !== 1) return false;
  const longest = Math.max(a.length, b.length);
  if (lettersOf(a) === lettersOf(b) || withoutDoubles(a) === withoutDoubles(b)) return longest >= LONG_ENOUGH;
  return longest >= (a.length === b.length ? LONG_NAME : LONG_ENOUGH) && a.at(-1) === b.at(-1);
}

function lettersOf(word: string): string {
  return Array.from(word).toSorted().join('');
}

function withoutDoubles(word: string): string {
  return word.replaceAll(/(.)\1+/g, '$1');
}
