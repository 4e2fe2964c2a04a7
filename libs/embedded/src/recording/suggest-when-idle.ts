import { type Rules, suggestMatches } from '#recognition';
import type { Recorder } from '#recording';
import type { SqliteVault } from '#vault';
import { EditionsFolder } from '#views';

/** Nothing was asked of the recorder for so long: there is time to look for people who may be one. */
const IDLE_MS = 1000;
/** Profiles looked at in one go: some tens of milliseconds, for which a caller may have to wait. */
const PROFILES = 20;

export interface SuggesterTask {
  readonly vault: SqliteVault;
  readonly views: string;
  readonly rules: Rules;
  readonly now: () => number;
}

/**
 * Looks for customers who may be one and puts them up for review, whenever the recorder has nothing else to do. It only
 * proposes. Returns the recorder to use from then on, and how to stop.
 */
export function suggestWhenIdle(recorder: Recorder, { vault, views, rules, now }: SuggesterTask): { readonly recorder: Recorder; stop(): Promise<void> } {
  let calls = 0;
  let lastCall = now();
  let stopped = false;
  let step: Promise<void> = Promise.resolve();
  const folder = new EditionsFolder(views);

  async function look(): Promise<void> {
    while (!stopped && calls === 0 && now() - lastCall >= IDLE_MS && folder.serving('recognition') !== undefined) {
      const reader = folder.reader('recognition');
      try {
        const { looked } = await suggestMatches({ suggestions: vault.suggestions, reader, rules }, { limit: PROFILES, now: new Date(now()) });
        if (looked === 0) return;
      } finally {
        reader.close();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    step = look()
      // It is tried again: what keeps it from working (a full disk, an edition just promoted) is reported by others.
      .catch(() => undefined)
      .finally(() => {
        looking = false;
      });
  }, IDLE_MS);

  const noting =
    <A extends readonly unknown[], R>(method: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls++;
      try {
        return await method(...args);
      } finally {
        calls--;
        lastCall = now();
      }
    };
  return {
    recorder: {
      record: noting(recorder.record),
      recordBatch: noting(recorder.recordBatch),
      decideIdentity: noting(recorder.decideIdentity),
      quarantined: noting(recorder.quarantined),
      retryQuarantined: noting(recorder.retryQuarantined),
      discardQuarantined: noting(recorder.discardQuarantined),
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await step;
    },
  };
}
