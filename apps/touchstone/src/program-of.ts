import { asPosition } from '#events';
import type { Embedded } from '#embedded';
import { slicesModule } from '#features/http';
import type { OpenedAccess } from '#platform';
import { type Program, VIEWS_OPERATIONS, ViewsController } from '#serving/http';

/** The all-in-one server: the write side, the read side and the views, on one data folder. */
export function programOf(embedded: Embedded, opened: OpenedAccess, stopping: AbortSignal): Omit<Program, 'watch'> {
  const { executor, slices, store, vault, views } = embedded;
  return {
    opened,
    slices,
    modules: [
      slicesModule({
        slices,
        read: { reader: (set) => views.reader(set), vault, ledger: store, principals: opened.access },
        waitFor: (position, sets) => views.waitFor(asPosition(position), sets),
        writes: { executor },
        reads: { feed: { stopping, onChange: (listener) => views.onCommit(listener) } },
      }),
    ],
    controllers: [ViewsController],
    providers: [{ provide: VIEWS_OPERATIONS, useValue: views }],
    desk: true,
  };
}
