import type { ViewSet } from '#views';
import type { Slice } from './slice.js';

type Part = { [Field in keyof Slice]: Slice[Field] extends string ? never : Field }[keyof Slice];

/**
 * What all slices have of one part, by name.
 * @throws Error where two slices have the same name in it
 */
export function allOf<P extends Part>(slices: readonly Pick<Slice, 'name' | P>[], part: P): Slice[P] {
  const all: Record<string, unknown> = {};
  for (const slice of slices) {
    for (const [name, value] of Object.entries(slice[part] as Readonly<Record<string, unknown>>)) {
      if (Object.hasOwn(all, name)) throw new Error(`Two slices have ${name} among their ${part}.`);
      all[name] = value;
    }
  }
  return all as Slice[P];
}

/** The sets of views of all slices, in the order of the slices. */
export function viewSetsOf(slices: readonly Pick<Slice, 'name' | 'views'>[]): readonly ViewSet[] {
  return Object.values(allOf(slices, 'views'));
}
