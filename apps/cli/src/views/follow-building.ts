import { setTimeout as sleep } from 'node:timers/promises';
import type { ViewsStatus } from '#views';
import { CommandError, codeOf } from '#cli';
import type { ViewsAccess } from './views-access.js';

export interface FollowOptions {
  /** Make each edition serve as soon as it has caught up. */
  readonly promote: boolean;
  readonly signal: AbortSignal;
  readonly show: (status: readonly ViewsStatus[]) => void;
  /** Default a quarter of a second. */
  readonly lookMs?: number;
}

/**
 * Waits until the new editions of these sets have caught up, and promotes them if asked to. `false` where it was told to
 * stop before.
 * @throws CommandError `views-failed` where an edition cannot be built just now, or is not being built any more
 */
export async function followBuilding(views: ViewsAccess, sets: readonly string[], options: FollowOptions): Promise<boolean> {
  const { promote, signal, show, lookMs = 250 } = options;
  const waiting = new Set(sets);
  const editions = new Map<string, number>();
  for (;;) {
    const status = (await views.status()).filter(({ set }) => sets.includes(set));
    show(status);
    for (const { set, serving, building, requested } of status) {
      // Until the request is done, an edition being built is not the requested one.
      if (!waiting.has(set) || requested.includes('rebuild')) continue;
      if (building?.problem) throw failing(views, set, building.problem.code);
      if (building) editions.set(set, building.edition);
      if (building ? building.caughtUp && !promote : serving.edition === editions.get(set)) waiting.delete(set);
      else if (!building) throw gone(set, views.failure());
      else if (building.caughtUp && !requested.includes('promote')) await promoteUnlessBehind(views, set);
    }
    if (waiting.size === 0) {
      show((await views.status()).filter(({ set }) => sets.includes(set)));
      return true;
    }
    if (signal.aborted) return false;
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Promotes unless events recorded meanwhile put the edition behind again; then the next round tries it. */
async function promoteUnlessBehind(views: ViewsAccess, set: string): Promise<void> {
  try {
    await views.promote(set);
  } catch (error) {
    if (codeOf(error) !== 'nothing-to-promote') throw error;
  }
}

function failing(views: ViewsAccess, set: string, code: string): CommandError {
  const cause = views.failure();
  const reason = cause ? `${code}: ${cause.message}` : `${code}; the server's log says more`;
  const then = views.goesOn ? 'The server tries again until it can.' : 'Run the same command again to go on.';
  return new CommandError('views-failed', `The new edition of the ${set} views cannot be built just now (${reason}). ${then}`, {
    cause,
  });
}

function gone(set: string, failure: Error | undefined): CommandError {
  const reason = failure ? failure.message : "the server's log says why";
  return new CommandError('views-failed', `The new edition of the ${set} views is not being built any more: ${reason}.`, {
    cause: failure,
  });
}
