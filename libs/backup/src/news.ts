/** How far a backup, or a restored folder, has got. */
export interface BackupNews {
  readonly phase: 'copying' | 'reading';
  /** Bytes while copying, events while reading. */
  readonly done: number;
  /** The part of the phase that is done, 0 to 1. */
  readonly part: number;
}

/** What long work is given: how it is told to stop, and where it tells how far it is. */
export interface Watched {
  readonly signal: AbortSignal;
  readonly onProgress: (news: BackupNews) => void;
}
