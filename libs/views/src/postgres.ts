export { PostgresEditions, type PostgresEditionsOptions } from './postgres/postgres-editions.js';
export type { EditionRole } from './postgres/edition-problems.js';
export { EditionsApartError } from './postgres/promote-edition.js';
