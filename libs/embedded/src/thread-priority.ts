import { setPriority } from 'node:os';

/** The nice value of a thread (a larger one runs later): what people wait for runs at 0. */
export const BEHIND_LOOK_UPS = 5;
export const IN_THE_BACKGROUND = 10;

/**
 * Lets the calling worker thread run behind those of a smaller value where the cores are busy, so that an import or a
 * rebuild never makes a look-up wait. Only Linux has priorities of threads; elsewhere nothing is changed.
 */
export function lowerPriority(niceness: number): void {
  if (process.platform === 'linux') setPriority(0, niceness);
}
