export { type EventStoreDbOptions, InvalidEventStoreDbUrlError, openEventStoreDb } from './eventstoredb/open-eventstoredb.js';
export { openEventStoreDbImport } from './eventstoredb/take-over-events.js';
