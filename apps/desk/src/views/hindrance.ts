import type { ViewsStatus, EditionRequest } from '#views';

/** Why something cannot be done to a set of views now; where it can be done, there is no reason. */
export function hindrance({ serving, building }: ViewsStatus, wish: EditionRequest): string | undefined {
  if (wish === 'rebuild') {
    return building === undefined || building.caughtUp || building.problem !== undefined
      ? undefined
      : `Edition ${building.edition} is being built already.`;
  }
  if (building === undefined) return 'There is no new edition to promote. Rebuild makes one.';
  // What other code or rules made is replaced without anybody asking.
  if (serving.stale || serving.edition === 0) return `Edition ${building.edition} is promoted by itself when it has caught up.`;
  return building.caughtUp ? undefined : `Edition ${building.edition} can be promoted when it has caught up.`;
}
