export {
  type Appended,
  AppendTooLargeError,
  ConcurrencyError,
  DuplicateEventIdError,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type StoredEvent,
  StoreUnavailableError,
  type SubscribeOptions,
} from './event-store.js';
export { type LedgerImport, LedgerOrderError } from './ledger-import.js';
export { openSqliteEventStore, type SqliteEventStoreOptions } from './sqlite/sqlite-event-store.js';
export { openSqliteLedgerImport } from './sqlite/take-over-events.js';
