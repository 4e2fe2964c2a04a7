import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { type Rules, suggestMatches } from '#recognition';
import type { SqliteVault } from '#vault';
import { EditionsFolder } from '#views';

/** How often it checks whether the thread is idle. */
const EVERY_MS = 1000;
/** Profiles compared in one step: some tens of milliseconds, in which calls of this thread have to wait. */
const PROFILES = 20;
/** After each step it pauses so many times as long as the step took, so that look-ups and rebuilds get the processor. */
const REST = 4;

export interface SuggesterTask {
  readonly vault: SqliteVault;
  readonly store: Pick<EventStore, 'head'>;
  readonly views: string;
  readonly rules: Rules;
  /** Whether nothing was asked of this thread for a while. */
  readonly isIdle: () => boolean;
}

/**
 * Looks for customers who may be one and puts them up for review, whenever there is nothing else to do and the views
 * have caught up. It only proposes. Resolves the function returned when it has stopped.
 */
export function suggestWhenIdle({ vault, store, views, rules, isIdle }: SuggesterTask): () => Promise<void> {
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
      // Tried again a second later. What fails here (a full disk, an edition just promoted) fails for recording or the
      // projector too, and they report it.
      .catch(() => undefined)
      .finally(() => {
        step = undefined;
      });
  }, EVERY_MS);
  return async () => {
    stopping.abort();
    clearInterval(timer);
    await step;
  };
}
