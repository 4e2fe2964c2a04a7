/** Tells of what reaches the views, for routes that stream. */
export interface ChangeFeed {
  /** Calls back after each batch that reached the views, of whatever set. Returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** Aborts when the server stops: streams are to end. */
  readonly stopping: AbortSignal;
}

/** The `ChangeFeed` of a Nest program that serves what is read. */
export const CHANGE_FEED = Symbol('ChangeFeed');
