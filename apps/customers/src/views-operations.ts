import type { OpenReadSide } from '#distributed';
import type { ViewsOperations } from '#serving/http';
import { NothingToPromoteError, UnknownViewsError } from '#views';

/** What operators can have done to the views: asked for here, done by whichever projector leads. */
export function viewsOperations({ editions, viewsStatus }: Pick<OpenReadSide, 'editions' | 'viewsStatus'>): ViewsOperations {
  const find = async (name: string) => {
    const sets = await viewsStatus();
    const status = sets.find(({ set }) => set === name);
    if (!status)
      throw new UnknownViewsError(
        name,
        sets.map(({ set }) => set),
      );
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
      if (building?.caughtUp !== true) throw new NothingToPromoteError(name, building);
      await editions.request(name, 'promote');
    },
  };
}
