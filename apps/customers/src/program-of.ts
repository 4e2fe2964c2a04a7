import type { OpenReadSide } from '#distributed';
import { slicesModule } from '#features/http';
import type { OpenedAccess } from '#platform';
import { VERSION } from '#serving';
import { type Program, VIEWS_OPERATIONS, ViewsController } from '#serving/http';
import { allOf } from '#slice';
import { describeTopics } from '#streaming';
import { viewsOperations } from './views-operations.js';

/** The read service: look-ups, the views and the staff's page. */
export function programOf(readSide: OpenReadSide, opened: OpenedAccess, stopping: AbortSignal): Omit<Program, 'watch'> {
  const { slices, read, commits, waitFor, runCancellable } = readSide;
  return {
    opened,
    slices,
    modules: [
      slicesModule({
        slices,
        read: { ...read, principals: opened.access },
        waitFor,
        reads: { feed: { stopping, onChange: (listener) => commits.onCommit(listener) } },
      }),
    ],
    controllers: [ViewsController],
    providers: [{ provide: VIEWS_OPERATIONS, useValue: viewsOperations(readSide) }],
    runCancellable,
    desk: true,
    topics: describeTopics(VERSION, allOf(slices, 'topics')),
  };
}
