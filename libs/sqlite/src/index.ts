export { checkFile, type FileCheck } from './check-file.js';
export { removeCopies } from './copies-beforehand.js';
export { copyTogether, type CopyOptions, type FileCopy } from './copy-together.js';
export { type FileFormat, readableStateOf, stateOf } from './file-format.js';
export { migrateFile, type MigrationLog } from './migrate-file.js';
export { keepPrivate } from './private-file.js';
export { isDiskFull, sqliteCode, SqliteFileError } from './sqlite-errors.js';
