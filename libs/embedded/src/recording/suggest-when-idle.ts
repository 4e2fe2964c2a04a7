import { type Rules, suggestMatches } from '#recognition';
import type { SqliteVault } from '#vault';
import { EditionsFolder } from '#views';

/** How often it looks whether there is time. */
const EVERY_MS = 1000;
/** Profiles looked at in one go: some tens of milliseconds, for which a caller may have to wait. */
const PROFILES = 20;

export interface SuggesterTask {
  readonly vault: SqliteVault;
  readonly views: string;
  readonly rules: Rules;
  /** Whether nothing was asked of this thread for a while. */
  readonly isIdle: () => boolean;
}

/**
 * Looks for customers who may be one and puts them up for review, whenever there is nothing else to do. It only
 * proposes. Resolves the function returned when it has stopped.
 */
export function suggestWhenIdle({ vault, views, rules, isIdle }: SuggesterTask): () => Promise<void> {
  const stopping = new AbortController();
  const folder = new EditionsFolder(views);
  let step: Promise<void> | undefined;

  async function look(): Promise<void> {
    while (!stopping.signal.aborted && isIdle() && folder.serving('recognition') !== undefined) {
      const reader = folder.reader('recognition');
      try {
        const { looked } = await suggestMatches(
          { suggestions: vault.suggestions, reader, rules },
          { limit: PROFILES, now: new Date() },
        );
        if (looked === 0) return;
      } finally {
        reader.close();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const timer = setInterval(() => {
    step ??= look()
      // Tried again a second later: what keeps it from working (a full disk, an edition just promoted) is reported by others.
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
