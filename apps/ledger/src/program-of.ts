import type { CommandExecutor } from '#commands';
import type { WriteSide } from '#distributed';
import { slicesModule } from '#features/http';
import type { OpenedAccess } from '#platform';
import { VERSION } from '#serving';
import type { Program } from '#serving/http';
import { allOf } from '#slice';
import { describeTopics } from '#streaming';

/** The write service: commands over HTTP, carried out by `executor`. */
export function programOf(
  { slices, editions, store, vault }: Pick<WriteSide, 'slices' | 'editions' | 'store' | 'vault'>,
  executor: CommandExecutor,
  opened: OpenedAccess,
): Omit<Program, 'watch'> {
  return {
    opened,
    slices,
    modules: [
      slicesModule({
        slices,
        read: { reader: (set) => editions.reader(set), vault, ledger: store, principals: opened.access },
        // Whoever wants to read his own write asks the customers service.
        waitFor: async () => undefined,
        writes: { executor },
      }),
    ],
    topics: describeTopics(VERSION, allOf(slices, 'topics')),
  };
}
