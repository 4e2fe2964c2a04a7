export { BackupError } from './backup-errors.js';
export { type BackupOptions, makeBackup } from './make-backup.js';
export type { BackedUpFile, Manifest } from './manifest.js';
export type { BackupNews, Watched } from './news.js';
export { restoreBackup, type RestoreOptions, type RestoreTo, verifyBackup } from './restore-backup.js';
