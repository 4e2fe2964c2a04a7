import { setPriority } from 'node:os';

/** Nice values of worker threads. The main thread, which answers look-ups, has 0. */
export const BEHIND_LOOK_UPS = 5;
export const IN_THE_BACKGROUND = 10;

/**
 * Gives the calling worker thread a lower priority: with an import and a rebuild on two cores a look-up would otherwise wait
 * for its turn. Throttling imports instead would slow them down also while nobody looks anything up. Only Linux has
 * priorities of threads; elsewhere this does nothing.
 */
export function lowerPriority(niceness: number): void {
  if (process.platform === 'linux') setPriority(0, niceness);
}
