import type { RecordedEvent } from '#events';

/**
 * Imports the events of another ledger as they are: same id, stream, revision, content and `recordedAt`, in the same order.
 * It moves a ledger and is not part of the port, where the store sets the time of an event. Nobody else may append meanwhile.
 */
export interface LedgerImport {
  /**
   * Appends these events, consecutive in the other ledger, in their order. Durable when it resolves. If it is killed in
   * between, a prefix of them without gaps is there. Events that are there already are not appended again.
   * @throws ConcurrencyError DuplicateEventIdError where the ledger holds something else in their place
   * @throws AppendTooLargeError LedgerOrderError StoreUnavailableError
   */
  take(events: readonly RecordedEvent[]): Promise<void>;

  close(): Promise<void>;
}

/** The server stored an event before one that precedes it. The ledger is append-only, so that cannot be repaired. */
export class LedgerOrderError extends Error {
  readonly code = 'order-lost';
  constructor(readonly stream: string) {
    super(
      `The server took an event of ${stream} before another that precedes it, because it changed its leader at that moment. Begin again with an empty ledger.`,
    );
  }
}
