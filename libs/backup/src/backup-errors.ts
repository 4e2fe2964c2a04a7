/** A backup cannot be made or restored. The message says what to do; nothing that was there before has been changed. */
export class BackupError extends Error {
  constructor(
    /**
     * `no-data` nothing is there to back up, `no-backup` the folder holds none, `not-empty` something is there already,
     * `inside` it would lie in the data folder, `newer-version` a later version made it, `damaged` it is not as it was made.
     */
    readonly code: 'no-data' | 'no-backup' | 'not-empty' | 'inside' | 'newer-version' | 'damaged',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
