import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { START } from '#events';
import type { PublishingReads } from '#slice';
import type { Outbox, OutboxMessage } from '#views';

export interface MadeUpOutbox {
  /** How many messages there are at this moment. */
  readonly head: () => number;
  readonly message: (sequence: number) => { readonly topic: string; readonly key: string; readonly message: unknown };
  /** Outboxes with different values have messages with different ids. */
  readonly generation?: string;
  /** Stores what was trimmed, also for a process started later. */
  readonly trimFile?: string;
}

/**
 * An outbox whose messages are computed from their sequence, so that every process sees the same one. Trimmed messages are
 * gone.
 */
export function madeUpOutbox({ head, message, generation = 'first', trimFile }: MadeUpOutbox): Outbox {
  let trimmed = 0;
  const begins = (): number => {
    if (!trimFile) return trimmed;
    try {
      return Number(readFileSync(trimFile, 'utf8'));
    } catch {
      return 0;
    }
  };
  return {
    read(_set, after, limit) {
      const first = Math.max(Number(after) + 1, begins());
      const count = Math.max(0, Math.min(limit, head() - first + 1));
      return Promise.resolve(
        Array.from({ length: count }, (_, n): OutboxMessage => ({
          sequence: BigInt(first + n),
          id: `${generation}-${first + n}`,
          ...message(first + n),
        })),
      );
    },
    head: () => Promise.resolve(BigInt(head())),
    trim(_set, before) {
      trimmed = Number(before);
      if (trimFile) writeFileSync(trimFile, String(before));
      return Promise.resolve();
    },
    async *changes(signal) {
      yield;
      for (let seen = head(); !signal.aborted; await sleep(5)) {
        const now = head();
        if (now !== seen) yield;
        seen = now;
      }
    },
  };
}

/** The views beside it: they hold nothing. */
export const EMPTY_VIEWS: PublishingReads = {
  reader: () => ({ all: () => Promise.resolve([]), position: () => Promise.resolve(START) }),
};
