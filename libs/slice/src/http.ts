import type { Type } from '@nestjs/common';

export { answerOutcome, type Recorded, RefusedError } from './answer-outcome.js';
export { AfterQuery, AsOfQuery } from './as-of-query.js';
export { CHANGE_FEED, type ChangeFeed } from './change-feed.js';
export { describeFields } from './describe-fields.js';
export {
  COMMAND_EXECUTOR,
  Commands,
  type CommandsOf,
  commandProviders,
  Queries,
  type QueriesOf,
  queryProviders,
  READ_SIDE,
  WAIT_FOR,
  type WaitFor,
} from './buses.js';

/** A slice over HTTP: controllers that need nothing but `Commands`, `Queries` and what every program provides. */
export interface HttpFace {
  /** Served where commands are carried out: by the all-in-one server, and by the ledger service. */
  readonly writes: readonly Type[];
  /** Served where views are read: by the all-in-one server, and by the customers service. */
  readonly reads: readonly Type[];
}
