export { keepProjecting } from './keep-projecting.js';
export { runProjection, type EventSource, type Progress, type RunOptions } from './run-projection.js';
export { shareSubscription } from './share-subscription.js';
export { TableRows } from './table-rows.js';
export { EditionsFolder } from './sqlite/editions-folder.js';
export type { SqliteViewReader } from './sqlite/sqlite-view-reader.js';
export {
  ViewsUnavailableError,
  type Announcement,
  type EditionState,
  type EditionWriter,
  type Key,
  type Outbox,
  type OutboxMessage,
  type Projection,
  type Row,
  type StoredViewSet,
  type TableSpec,
  type UnitOfWork,
  type Value,
  type ViewReader,
  type ViewSet,
  type ViewsProblem,
  type ViewsStatus,
  type EditionRequest,
} from './views.js';
export {
  NothingToPromoteError,
  problemCode,
  problemsBySet,
  UnknownViewsError,
  ViewsBehindError,
  type BehindSet,
} from './views-errors.js';
