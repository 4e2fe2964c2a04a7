export {
  type Appended,
  ConcurrencyError,
  DuplicateEventIdError,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  StoreUnavailableError,
  type SubscribeOptions,
} from './event-store.js';
export { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite/sqlite-event-store.js';
