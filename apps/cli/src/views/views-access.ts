import type { ViewsStatus } from '#views';

/** The views of a data folder, through the folder itself or through the server that has it. */
export interface ViewsAccess {
  /** Whether editions go on being built when this program ends: a server does that. */
  readonly goesOn: boolean;
  status(): Promise<readonly ViewsStatus[]>;
  /**
   * Starts a new edition from the first event; one that was being built is thrown away. If another process does this or a
   * promotion, it is only requested, and `requested` in the status until it is done.
   */
  rebuild(set: string): Promise<void>;
  /** @throws an error with code `nothing-to-promote` where no new edition is there, or it has not caught up */
  promote(set: string): Promise<void>;
  /** Why an edition that was being built is not being built any more, where that is known. */
  failure(): Error | undefined;
  close(): Promise<void>;
}
