import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { type Rules, suggestMatches } from '#recognition';
import type { SqliteVault } from '#vault';
import { EditionsFolder } from '#views';

const EVERY_MS = 1000;
/** Profiles looked at in one go: some tens of milliseconds, for which a caller may have to wait. */
const PROFILES = 20;
/** After each go it rests so many times as long: it is in nobody's way, neither of a look-up nor of a rebuild. */
const REST = 4;

export interface SuggesterTask {
  readonly vault: SqliteVault;
  readonly store: Pick<EventStore, 'head'>;
  readonly views: string;
  readonly rules: Rules;
  /** Whether nothing was asked of this thread for a while. */
  readonly isIdle: () => boolean;
  /** How often it looks whether there is time. Default once a second. */
  readonly everyMs?: number;
}

/**
 * Looks for customers who may be one and puts them up for review, whenever there is nothing else to do and the views
 * have caught up. It only proposes. Resolves the function returned when it has stopped.
 */
export function suggestWhenIdle({ vault, store, views, rules, isIdle, everyMs = EVERY_MS }: SuggesterTask): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const folder = new EditionsFolder(views);
  let step: Promise<void> | undefined;

  async function look(): Promise<void> {
    const edition = folder.serving('recognition');
    if (edition === undefined) return;
    const reader = folder.reader('recognition');
    const mayGoOn = async (): Promise<boolean> =>
      !signal.aborted &&
      isIdle() &&
      folder.serving('recognition') === edition &&
      (await reader.position()) >= (await store.head());
    try {
      while (await mayGoOn()) {
        const startedAt = performance.now();
        const { looked } = await suggestMatches(
          { suggestions: vault.suggestions, reader, rules },
          { limit: PROFILES, now: new Date() },
        );
        if (looked === 0) return;
        await sleep(REST * (performance.now() - startedAt), undefined, { signal });
      }
    } finally {
      reader.close();
    }
  }
  const timer = setInterval(() => {
    step ??= look()
      // Tried again a second later: what keeps it from working (a full disk, an edition just promoted) is reported by others.
      .catch(() => undefined)
      .finally(() => {
        step = undefined;
      });
  }, everyMs);
  return async () => {
    stopping.abort();
    clearInterval(timer);
    await step;
  };
}
