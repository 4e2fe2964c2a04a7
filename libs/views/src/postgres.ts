export { PostgresEditions, type PostgresEditionsOptions } from './postgres/postgres-editions.js';
export { EditionsApartError } from './postgres/promote-edition.js';
