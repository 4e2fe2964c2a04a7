import anyAscii from 'any-ascii';

const HONORIFICS = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'professor',
  'sir',
  'dame',
  'rev',
  'herr',
  'frau',
  'mme',
  'mlle',
]);
/** Generation suffixes, which tell father and son apart. */
const GENERATIONS: ReadonlyMap<string, string> = new Map([
  ['jr', 'jr'],
  ['junior', 'jr'],
  ['sr', 'sr'],
  ['senior', 'sr'],
  ['ii', 'ii'],
  ['iii', 'iii'],
  ['iv', 'iv'],
]);
const SUFFIXES = new Set([...GENERATIONS.keys(), 'phd', 'md', 'esq']);
const ASCII = /^[\u0020-\u007e]*$/;
const APOSTROPHES = /['`\u2018\u2019\u02bc]/g;

/** Given name and surname, ready to compare; a part that cannot be told is absent. */
export interface NameParts {
  readonly given?: string;
  readonly surname?: string;
  /** `jr`, `sr`, `ii`, `iii` or `iv`, where it is written after the name. */
  readonly generation?: string;
}

/** Lower-case ASCII, for comparing: `Zoë Müller` is `zoe muller`. */
export function foldText(text: string): string {
  return (ASCII.test(text) ? text : anyAscii(text.normalize('NFKC'))).toLowerCase();
}

/**
 * The words of a query for names: folded, apostrophes dropped, split at everything but letters and digits.
 */
export function nameWords(name: string): string[] {
  return foldText(name)
    .replaceAll(APOSTROPHES, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** The words a name is found by: those of `nameWords`, and beside them its hyphened and apostrophed words both whole and in parts. */
export function searchableWords(name: string): string[] {
  const folded = foldText(name);
  const words = new Set(nameWords(name));
  for (const token of folded.split(/\s+/)) {
    const parts = token.split(/[^a-z0-9]+/).filter(Boolean);
    if (parts.length > 1) for (const word of [...parts, parts.join('')]) words.add(word);
  }
  return [...words];
}

/**
 * First name and surname of a person's name, in either order of writing (`Ada Byron`, `Byron, Ada`). Titles before and
 * suffixes after the name belong to neither; a hyphened name is one. A single word is a surname.
 */
export function nameParts(name: string): NameParts {
  let generation: string | undefined;
  const [before, ...after] = foldText(name)
    .replaceAll(APOSTROPHES, '')
    .replaceAll(/(?<=[a-z0-9])-(?=[a-z0-9])/g, '')
    .split(',')
    .map((side) => {
      const { words, suffixes } = bare(side.split(/[^a-z0-9]+/).filter(Boolean));
      for (const suffix of suffixes) generation ??= GENERATIONS.get(suffix);
      return words;
    });
  const rest = after.flat();
  const surname = before?.at(-1);
  const given = rest[0] ?? (before && before.length > 1 ? before[0] : undefined);
  return { given, surname, generation };
}

function bare(words: string[]): { readonly words: string[]; readonly suffixes: string[] } {
  let [start, end] = [0, words.length];
  while (start < end && HONORIFICS.has(words[start] ?? '')) start++;
  while (end > start && SUFFIXES.has(words[end - 1] ?? '')) end--;
  return { words: words.slice(start, end), suffixes: words.slice(end) };
}
