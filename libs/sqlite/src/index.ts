export { type CheckDepth, checkFile } from './check-file.js';
export { type CheckAnswer, checkInBackground } from './check-in-background.js';
export { removeCopies } from './copies-beforehand.js';
export { type FileFormat, readableStateOf, stateOf } from './file-format.js';
export { migrateFile, type MigrationLog } from './migrate-file.js';
export { createPrivateFile } from './private-file.js';
export { isDiskFull, sqliteCode, SqliteFileError } from './sqlite-errors.js';
