export { advisoryKey } from './advisory-key.js';
export { removeCopies } from './copies-beforehand.js';
export { endClient } from './end-client.js';
export { refuseCancelled, cancellable, uncancelled } from './cancellation.js';
export { inTransaction, queryRows, withClient } from './in-transaction.js';
export { lead, type Leadership, type LeadOptions } from './lead.js';
export { migrate, type MigrationStep, NewerDatabaseError } from './migrate.js';
export { openPool, type PoolSettings, safeInteger } from './open-pool.js';
export {
  isPostgresTransient,
  PostgresStatementError,
  PostgresUnavailableError,
  type PostgresUnavailableCode,
  readablePoolError,
} from './postgres-errors.js';
export { InvalidPostgresUrlError, serverOfUrl } from './server-name.js';
export { type ServerFacts, serverFacts, warnWithoutChecksums } from './server-facts.js';
