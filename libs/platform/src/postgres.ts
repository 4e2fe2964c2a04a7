export { openPostgresAccess, type PostgresAccess } from './postgres/postgres-access.js';
