export { PostgresEditions, type PostgresEditionsOptions, type PostgresEditionState } from './postgres/postgres-editions.js';
export type { EditionRole } from './postgres/edition-problems.js';
export { EditionsApartError } from './postgres/promote-edition.js';
