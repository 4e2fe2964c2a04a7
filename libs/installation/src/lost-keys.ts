import { type Handle, type Position, START } from '#events';
import type { EventStore } from '#event-store';
import type { VaultInstallation } from '#vault';
import { sectionsOf } from './sections-of.js';

export interface LostKeysOptions {
  readonly ledger: Pick<EventStore, 'readAll' | 'head'>;
  readonly vault: Pick<VaultInstallation, 'withoutKey'>;
  /** Given the hubs of a page of events that have neither a key nor a tombstone. */
  readonly onLost: (hubs: readonly Handle[]) => Promise<void> | void;
  /** `part` of the ledger, 0 to 1, was looked at, `events` in all. */
  readonly onProgress?: (part: number, events: number) => void;
  readonly signal?: AbortSignal;
}

/** Looks for the keys of everybody who is named in the ledger, from its first event to its last. Resolves to how many events it looked at. */
export async function findLostKeys({ ledger, vault, onLost, onProgress, signal }: LostKeysOptions): Promise<number> {
  const head = await ledger.head();
  let events = 0;
  for (let after: Position = START; ;) {
    if (signal?.aborted) break;
    const page = await ledger.readAll(after);
    const last = page.at(-1);
    if (!last) break;
    const lost = await vault.withoutKey(page.flatMap(sectionsOf).map(({ hub }) => hub));
    if (lost.length > 0) await onLost(lost);
    events += page.length;
    after = last.position;
    onProgress?.(Math.min(1, Number(after) / Number(head)), events);
  }
  return events;
}
