import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '#events';
import { runProjection, type RunOptions } from './run-projection.js';
import type { EditionWriter } from './views.js';

export interface KeepProjectingOptions extends Omit<RunOptions, 'edition'> {
  /** Opens the edition; it is closed after each try, and opened again for the next one. */
  readonly open: () => EditionWriter;
  /** The ledger's newest position. */
  readonly head: () => Promise<Position>;
  /** A try failed; the next one begins after a pause, from the last commit. */
  readonly onFailure: (error: unknown) => void;
  /** A try began, and there was nothing left to do: whatever failed before is over. */
  readonly onUpToDate?: (position: Position) => void;
  /** Default a quarter of a second; doubled after each failure without a commit between. */
  readonly firstPauseMs?: number;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * As `runProjection`, but what fails is tried again until it goes on, with growing pauses of at most ten seconds: a
 * projection that throws, a full disk, a ledger that cannot be read. It does not reject unless `onFailure`
 * throws. Resolves when `signal` aborts, or
 * when the events end by themselves.
 */
export async function keepProjecting(options: KeepProjectingOptions): Promise<void> {
  const { signal, onFailure, onProgress, firstPauseMs = FIRST_PAUSE_MS } = options;
  let pause = firstPauseMs;
  while (!signal.aborted) {
    try {
      await project({
        ...options,
        onProgress(progress) {
          pause = firstPauseMs;
          onProgress(progress);
        },
      });
      return;
    } catch (error) {
      if (signal.aborted) return;
      onFailure(error);
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}

async function project({ open, head, onUpToDate, ...options }: KeepProjectingOptions): Promise<void> {
  const edition = open();
  try {
    const position = await edition.position();
    if (position >= (await head())) onUpToDate?.(position);
    await runProjection({ ...options, edition });
  } finally {
    await edition.close();
  }
}
