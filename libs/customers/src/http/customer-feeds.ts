import type { CustomerId } from '#events';

/** What the controllers need of the running server beside the sources of their answers. */
export interface CustomerFeeds {
  /**
   * Resolves when the views have got as far as this position (decimal string).
   * @throws an error with code `views-behind` when that takes too long
   */
  waitFor(position: string): Promise<void>;
  /**
   * Calls back after each batch that reached the views. `identityOf` tells whose identity changed in it; without it, it may
   * be anybody's. Returns how to stop that.
   */
  onChange(listener: (change: { readonly identityOf?: ReadonlySet<CustomerId> }) => void): () => void;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
}

export const CUSTOMER_FEEDS = Symbol('CustomerFeeds');
export const CUSTOMER_SOURCES = Symbol('CustomerSources');
