/**
 * One line for the ledger: a touchpoint as JSON, or a record that could not be turned into one. `number` is the
 * record's place in the file (1 = first), for messages. `raw` is a JSON text that holds the whole record and the
 * problem, so that a quarantined record can be corrected later without the file.
 */
export type LineInput =
  | { readonly number: number; readonly json: string }
  | { readonly number: number; readonly raw: string; readonly problem: string };

/** What became of one line. */
export interface LineResult {
  /** The `number` of the line it answers. */
  readonly line: number;
  readonly status: 'accepted' | 'duplicate' | 'quarantined';
  /** Why it is in quarantine: for people, without the record's values. */
  readonly problem?: string;
}

export interface SettleOptions {
  /** Stops waiting. */
  readonly signal: AbortSignal;
  /** Called with the number of events in the views, and of all events. */
  readonly onProgress: (done: number, all: number) => void;
}

/** Where an import goes. */
export interface TouchpointSink {
  /** Where people find it, for messages: an address or a folder. */
  readonly target: string;
  /**
   * Records the lines and answers each, in order. Durable when it resolves; safe to repeat, because recording the same
   * touchpoint twice is one event. Several calls may be under way at once.
   */
  record(lines: readonly LineInput[]): Promise<readonly LineResult[]>;
  /**
   * Waits until look-ups see all that was recorded; answers how many events they do not see yet (0, unless it was told to
   * stop waiting). Absent where a server does that by itself.
   */
  settle?(options: SettleOptions): Promise<bigint>;
  close(): Promise<void>;
}
