import type { Reading } from '#distributed';
import type { ViewsOperations } from '#serving/http';

/** There are no views of this name. */
class UnknownViewsError extends Error {
  readonly code = 'unknown-views';
}

/** There is no new edition, or it has not caught up. */
class NothingToPromoteError extends Error {
  readonly code = 'nothing-to-promote';
}

/** What operators can have done to the views: asked for here, done by whichever projector leads. */
export function viewsOperations({ editions, viewsStatus }: Pick<Reading, 'editions' | 'viewsStatus'>): ViewsOperations {
  const find = async (name: string) => {
    const status = (await viewsStatus()).find(({ set }) => set === name);
    if (!status) throw new UnknownViewsError(`There are no views named ${name}.`);
    return status;
  };
  return {
    status: viewsStatus,
    async rebuild(name) {
      await find(name);
      await editions.request(name, 'rebuild');
    },
    async promote(name) {
      const { building } = await find(name);
      if (!building)
        throw new NothingToPromoteError(
          `No new edition of the ${name} views is being built. Start one with: touchstone views rebuild ${name}`,
        );
      if (!building.caughtUp)
        throw new NothingToPromoteError(
          `Edition ${building.edition} of the ${name} views has not caught up yet. Promote it when it has.`,
        );
      await editions.request(name, 'promote');
    },
  };
}
