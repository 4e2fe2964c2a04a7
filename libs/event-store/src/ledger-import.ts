import type { RecordedEvent } from '#events';

/**
 * Takes over the events of another ledger as they are: same id, stream, revision, content and `recordedAt`, in the same
 * order. For moving a ledger, beside the port and never part of it: what is recorded gets its time from the store.
 * Nobody else may append meanwhile.
 */
export interface LedgerImport {
  /**
   * Appends these events, which follow each other in the other ledger, in their order. Durable when it resolves. Killed in
   * between, a part of them from the first on is there, without a gap. What is there already is not appended again.
   * @throws ConcurrencyError DuplicateEventIdError where the ledger holds something else in their place
   * @throws AppendTooLargeError LedgerOrderError StoreUnavailableError
   */
  take(events: readonly RecordedEvent[]): Promise<void>;

  close(): Promise<void>;
}

/** The server took an event before one that precedes it. The ledger is append-only, so that cannot be mended. */
export class LedgerOrderError extends Error {
  readonly code = 'order-lost';
  constructor(readonly stream: string) {
    super(
      `The server took an event of ${stream} before another that precedes it, because it changed its leader at that moment. Begin again with an empty ledger.`,
    );
  }
}
