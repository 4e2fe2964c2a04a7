import { eastAsianName } from './east-asian-name.js';
import type { FoldedName, Generation, PersonName } from './folded-name.js';
import { organisationWords } from './legal-forms.js';
import { asciiWords, plainText } from './name-words.js';
import { POST_NOMINALS, SHORT_TITLES, TITLES } from './titles.js';

const GENERATIONS: ReadonlyMap<string, Generation> = new Map([
  ['jr', 'jr'],
  ['jnr', 'jr'],
  ['ii', 'jr'],
  ['2nd', 'jr'],
  ['sr', 'sr'],
  ['snr', 'sr'],
  ['iii', 'iii'],
  ['3rd', 'iii'],
  ['iv', 'iv'],
]);
/** Generations that are surnames, too: not where only one word would be left. */
const GENERATION_WORDS: ReadonlyMap<string, Generation> = new Map([
  ['junior', 'jr'],
  ['jun', 'jr'],
  ['filho', 'jr'],
  ['hijo', 'jr'],
  ['senior', 'sr'],
  ['sen', 'sr'],
]);
/** Small words before a surname that belong to it. */
const PARTICLES: ReadonlySet<string> = new Set(
  'van von vom zu zum zur der den de del della di da dos das do du des la le las los lo el al bin ibn ben bint abu mac mc st saint ter ten op af av'.split(
    ' ',
  ),
);
/** What a name is called by beside the name itself: `Robert "Bob" Smith`. */
const CALLED = /\([^)]*\)|"[^"]*"|[“„«][^”“»]*[”“»]/gu;
const SEVERAL = /\s(&|\+|and|und|et)\s/i;
/** Longer than any name; what is beyond says nothing. */
const LONGEST = 200;

/**
 * The parts of a stated name in a form that can be compared: without case, accents, titles, script and order of writing.
 * `undefined` where it has no letter, or is an e-mail address. Pure; every text has an answer.
 */
export function foldName(stated: string): FoldedName | undefined {
  const text = plainText(stated.slice(0, LONGEST));
  if (text.includes('@') || !/\p{L}/u.test(text)) return undefined;
  const organisation = organisationWords(text, asciiWords);
  if (organisation) return { kind: 'organisation', key: organisation.join(' ') };
  const name = text.replaceAll(CALLED, ' ').trim() || text;
  const eastAsian = eastAsianName(name);
  if (eastAsian) return person(eastAsian.given, eastAsian.family);
  if (SEVERAL.test(name)) return several(name);
  return personName(name.replaceAll(/\s*[\u2010-\u2015-]\s*/g, '-')) ?? wholly(text);
}

function personName(text: string): PersonName | undefined {
  const sides = text.split(',').map((side) => bare(side));
  const generation = sides.find((side) => side.generation !== undefined)?.generation;
  const [first = [], ...others] = sides.map(({ names }) => names).filter((names) => names.length > 0);
  const rest = others.flat();
  if (first.length === 0) return undefined;
  const { given, family } = rest.length > 0 ? familyFirst(first, rest) : ordered(first);
  return person(
    given.flatMap(({ words }) => words),
    family.flatMap(({ words }) => words),
    generation,
  );
}

/** What stands between two blanks: the halves of a double name are words of one. */
interface Token {
  readonly words: readonly string[];
  /** Three letters or more, all of them capitals. */
  readonly isCapitals: boolean;
}

interface Parts {
  readonly given: readonly Token[];
  readonly family: readonly Token[];
}

/** `Cassin, Breana`; the particles of `Berg, Anna van der` stand before the surname in its language. */
function familyFirst(family: readonly Token[], rest: readonly Token[]): Parts {
  let end = rest.length;
  while (end > 1 && isParticle(rest[end - 1])) end--;
  return { given: rest.slice(0, end), family: [...rest.slice(end), ...family] };
}

/** Without a comma: `MÜLLER Anna` and `Smith J` begin with the surname, every other name ends with it. */
function ordered(names: readonly Token[]): Parts {
  const small = names.findIndex(({ isCapitals }) => !isCapitals);
  if (small > 0 && names.slice(small).every((name) => !name.isCapitals && !isInitial(name))) {
    return { given: names.slice(small), family: names.slice(0, small) };
  }
  const initials = names.length - 1 - names.findLastIndex((name) => !isInitial(name));
  if (initials > 0 && initials < names.length && !isInitial(names[0])) {
    return { given: names.slice(-initials), family: names.slice(0, -initials) };
  }
  let start = names.length - 1;
  while (start > 1 && isParticle(names[start - 1])) start--;
  return { given: names.slice(0, start), family: names.slice(start) };
}

function isInitial(name: Token | undefined): boolean {
  return name?.words.every((word) => word.length === 1) === true;
}

function isParticle(name: Token | undefined): boolean {
  return name?.words.length === 1 && PARTICLES.has(name.words[0] ?? '');
}

/** The words of one side of a comma, without titles and what follows a name. */
function bare(side: string): { readonly names: Token[]; readonly generation?: Generation } {
  const names = side
    .split(/[\s/]+/)
    .map((text) => token(text))
    .filter(({ words }) => words.length > 0);
  let [start, end] = [0, names.length];
  let generation: Generation | undefined;
  for (; end > start; end--) {
    const word = names[end - 1]?.words.join('') ?? '';
    const found = GENERATIONS.get(word) ?? (end - start > 2 ? GENERATION_WORDS.get(word) : undefined);
    if (found !== undefined) generation ??= found;
    else if (!POST_NOMINALS.has(word)) break;
  }
  while (end > start && names[start]?.words.every((word) => isTitle(word, end - start))) start++;
  return { names: names.slice(start, end), ...(generation ? { generation } : {}) };
}

function isTitle(word: string, left: number): boolean {
  return TITLES.has(word) || (left > 2 && SHORT_TITLES.has(word));
}

/** `Ph.D.` and `Dott.ssa` are one word each, `J.R.` two. */
function token(text: string): Token {
  const together = asciiWords(text.replaceAll('.', '')).join('');
  const isOne = TITLES.has(together) || POST_NOMINALS.has(together);
  return { words: isOne ? [together] : asciiWords(text), isCapitals: /\p{Lu}{3}/u.test(text) && text === text.toUpperCase() };
}

function several(text: string): FoldedName {
  const words = text.split(/[\s,]+/).flatMap((each) => token(each).words);
  const names = words.filter((word) => !['and', 'und', 'et'].includes(word) && !TITLES.has(word));
  return names.length > 0 ? { kind: 'several', key: names.toSorted().join(' ') } : wholly(text);
}

/** A name of nothing but titles: whole, so that it is at least equal to itself. */
function wholly(text: string): FoldedName {
  return { kind: 'several', key: asciiWords(text).join(' ') || text.toLowerCase() };
}

function person(given: readonly string[], family: readonly string[], generation?: Generation): PersonName {
  const parts = [given.join(''), family.join('')].filter(Boolean).toSorted();
  return {
    kind: 'person',
    given,
    family,
    ...(generation ? { generation } : {}),
    completeness:
      given.length === 0 ? 'single' : (given[0] ?? '').length === 1 || family.join('').length === 1 ? 'initial' : 'full',
    key: [...parts, ...(generation ? [`(${generation})`] : [])].join(' '),
  };
}
