import { randomUUID } from 'node:crypto';
import { type NewEvent, type RecordedEvent, START } from '#events';
import type { EventStore } from '../event-store.js';

export interface OpenedStore {
  readonly store: EventStore;
  /** Closes the store and opens the same ledger again. */
  reopen(): Promise<EventStore>;
  /** Closes what is open and removes the ledger. */
  close(): Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

/** Runs a claim against a store of its own. */
export function withStore(
  open: OpenStore,
  claim: (store: EventStore, opened: OpenedStore) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const opened = await open();
    try {
      await claim(opened.store, opened);
    } finally {
      await opened.close();
    }
  };
}

export function anEvent(data: unknown = { n: 1 }, id: string = randomUUID()): NewEvent {
  return { id, type: 'Tested', schemaVersion: 1, data, metadata: {} };
}

/** The whole ledger, page by page. */
export async function everything(store: EventStore, limit: number): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (
    let page = await store.readAll(START, { limit });
    page.length > 0;
    page = await store.readAll(all.at(-1)?.position ?? START, { limit })
  ) {
    all.push(...page);
  }
  return all;
}
