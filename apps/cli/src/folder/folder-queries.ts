import type { Embedded } from '#embedded';
import { allOf, type ReadSide } from '#slice';
import type { AnyQueries } from '#slice/cli';
import { asPosition } from '#events';

/** The queries of all slices, answered from a data folder. */
export function folderQueries({ slices, views, vault, store }: Embedded): AnyQueries {
  const queries = allOf(slices, 'queries');
  const read: ReadSide = { reader: (set) => views.reader(set), vault, ledger: store };
  return {
    async ask(name, question, after) {
      const query = queries[name];
      if (!query) throw new Error(`No slice answers ${name}.`);
      if (after !== undefined) await views.waitFor(asPosition(after), query.reads);
      return (await query.answer(read, question)) as never;
    },
  };
}
