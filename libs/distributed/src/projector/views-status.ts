import { type Position, START } from '#events';
import type { ViewSet, ViewsStatus } from '#views';
import type { PostgresEditions } from '#views/postgres';

/**
 * How the sets stand, from the database, whichever process projects them. `head` is the ledger's; edition 0 where there is
 * none yet. Positions are EventStoreDB's: bytes of its log.
 */
export async function viewsStatus(
  editions: PostgresEditions,
  sets: readonly ViewSet[],
  head: Position,
): Promise<readonly ViewsStatus[]> {
  return Promise.all(
    sets.map(async ({ name, version }) => {
      // Requests are read before the editions: a request that is fulfilled in between then shows in the editions.
      const requested = await editions.requests(name);
      const states = await editions.states(name);
      const problems = await editions.problems.of(name);
      const serving = states.find((state) => state.serving) ?? { edition: 0, version: '', position: START, deadLetters: 0 };
      const building = states.findLast((state) => state.edition > serving.edition && state.version === version);
      return {
        set: name,
        unit: 'bytes',
        requested,
        serving: {
          edition: serving.edition,
          version: serving.version,
          position: String(serving.position),
          lag: String(behind(serving.position, head)),
          deadLetters: serving.deadLetters,
          stale: serving.version !== version,
          ...(problems.serving ? { problem: problems.serving } : {}),
        },
        ...(building
          ? {
              building: {
                edition: building.edition,
                position: String(building.position),
                progress: head === START ? 1 : Math.min(1, Number((building.position * 10_000n) / head) / 10_000),
                perSecond: Math.round(Number(building.position) / Math.max(building.ageSeconds, 0.001)),
                caughtUp: building.position >= (serving.version === version ? head : serving.position),
                ...(problems.building ? { problem: problems.building } : {}),
              },
            }
          : {}),
      };
    }),
  );
}

/** An edition may be ahead of a head that was read a moment ago. */
function behind(position: Position, head: Position): bigint {
  return head > position ? head - position : 0n;
}
