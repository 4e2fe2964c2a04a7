import { codeOf } from '#cli';
import type { Embedded } from '#embedded';
import { asPosition } from '#events';
import { allOf, type QueryLog, type ReadSide } from '#slice';
import type { AnyQueries } from '#slice/cli';

/** The queries of all slices, answered from a data folder. People are told of a part of an answer that is missing. */
export function folderQueries(
  { slices, views, vault, store }: Embedded,
  principals: ReadSide['principals'],
  say: (text: string) => void,
): AnyQueries {
  const queries = allOf(slices, 'queries');
  const read: ReadSide = { reader: (set) => views.reader(set), vault, ledger: store, principals };
  const log: QueryLog = {
    partFailed(part, error) {
      const code = codeOf(error) ?? 'unexpected';
      say(`The answer is without its part ${part}, which could not be read (${code}).`);
      return code;
    },
  };
  return {
    async ask(name, question, after) {
      const query = queries[name];
      if (!query) throw new Error(`No slice answers ${name}.`);
      if (after !== undefined) await views.waitFor(asPosition(after), query.reads);
      return (await query.answer(read, question, log)) as never;
    },
  };
}
