import { fieldName, type Path } from './described-fields.js';
import { HOSTILE_VALUES, type HostileValue } from './hostile-values.js';

/** A field and what is put there. */
export interface Change {
  readonly path: Path;
  readonly value: HostileValue;
}

/** A body with one or two fields that are not as they should be. */
export interface HostileInput {
  readonly text: string;
  /** For messages. */
  readonly name: string;
  /** The fields that were changed, as problems name them. */
  readonly fields: readonly string[];
}

/** What is left to do for a field: each value once. */
export function singleChanges(paths: readonly Path[]): Change[] {
  return paths.flatMap((path) => HOSTILE_VALUES.map((value) => ({ path, value })));
}

/** Names that no body has, in each of these objects. */
export function strangeNames(objects: readonly Path[]): Change[] {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'id', 'x'.repeat(300), 'a\u0007\u202e'];
  return objects.flatMap((path) =>
    names.map((name) => ({ path: [...path, name], value: { name: `a field ${name.slice(0, 20)}`, json: '"a"' } })),
  );
}

/** Two changes at a time, at random. Endless. */
export function* pairsOf(paths: readonly Path[], random: () => number): Generator<readonly Change[], never, void> {
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[Math.floor(random() * from.length)];
    if (picked === undefined) throw new Error('There is nothing to pick from.');
    return picked;
  };
  for (;;) {
    const [a, b] = [pick(paths), pick(paths)];
    if (isWithin(a, b) || isWithin(b, a)) continue;
    yield [
      { path: a, value: pick(HOSTILE_VALUES) },
      { path: b, value: pick(HOSTILE_VALUES) },
    ];
  }
}

/** The body as text, with these changes made. */
export function changed(body: object, changes: readonly Change[]): HostileInput {
  const copy: unknown = structuredClone(body);
  changes.forEach(({ path, value }, index) => put(copy, path, value.json === undefined ? undefined : mark(index)));
  let text = JSON.stringify(copy);
  // A function: `$` in a text means nothing here.
  changes.forEach(({ value: { json = '' } }, index) => (text = text.replace(`"${mark(index)}"`, () => json)));
  const fields = changes.map(({ path }) => fieldName(path));
  return { text, fields, name: changes.map(({ value: { name } }, index) => `${fields[index]}: ${name}`).join(' and ') };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const mark = (index: number): string => `@@change ${index}@@`;

const isWithin = (a: Path, b: Path): boolean => b.every((step, index) => a[index] === step);

function put(body: unknown, path: Path, value: string | undefined): void {
  const [step = '', ...rest] = path;
  const holder = body as Record<string | number, unknown>;
  if (rest.length > 0) return put((holder[step] ??= {}), rest, value);
  if (value !== undefined) Object.defineProperty(holder, step, { value, enumerable: true, configurable: true, writable: true });
  else if (Array.isArray(holder)) holder.splice(Number(step), 1);
  else delete holder[step];
}
