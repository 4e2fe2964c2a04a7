import type { EventStore } from '#event-store';
import type { EventMetadata } from '#events';
import type { Quarantine, Vault } from '#vault';
import type { CommandDefinition } from './command.js';
import type { Outcome } from './outcome.js';

export interface CommandPorts {
  readonly store: Pick<EventStore, 'append' | 'readLast' | 'readStream'>;
  readonly vault: Vault;
  readonly quarantine: Quarantine;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A valid command that somebody wants carried out. */
export interface Item {
  readonly command: CommandDefinition;
  readonly input: object;
  readonly metadata: EventMetadata;
  readonly stream: string;
  readonly eventId: string;
  readonly fingerprint: string;
}

/** What came of an item; `failed` where its own code threw. */
export type Result = Outcome | { readonly status: 'failed'; readonly error: unknown };

export function failed(error: unknown): Result {
  return { status: 'failed', error };
}
