import { type Position, START } from '#events';
import { problemCode, refuseBeyondLedger, type ViewSet, type ViewsProblem, type ViewsStatus } from '#views';
import type { PostgresEditions } from '#views/postgres';

/**
 * How the sets stand, from the database, whichever process projects them. Positions are EventStoreDB's: bytes of its log. Edition 0
 * where there is none yet. `head` is the ledger's, asked for once the positions are read: a negative lag then says that views have
 * read what the ledger does not hold. Where it does not answer (`undefined`), no lag is known, and 0 is told.
 */
export async function viewsStatus(
  editions: PostgresEditions,
  sets: readonly ViewSet[],
  head: () => Promise<Position | undefined>,
): Promise<readonly ViewsStatus[]> {
  const found = await Promise.all(
    sets.map(async ({ name, version }) => {
      // Requests are read before the editions: a request that is fulfilled in between then shows in the editions.
      const requested = await editions.requests(name);
      const states = await editions.states(name);
      return { name, version, requested, states, problems: await editions.problems.of(name) };
    }),
  );
  const newest = await head();
  return found.map(({ name, version, requested, states, problems }) => {
    const serving = states.find((state) => state.serving) ?? { edition: 0, version: '', position: START, deadLetters: 0 };
    const building = states.findLast((state) => state.edition > serving.edition && state.version === version);
    const ends = newest ?? START;
    const problem = problems.serving ?? (newest === undefined ? undefined : beyondLedger(name, serving.position, newest));
    return {
      set: name,
      unit: 'bytes',
      requested,
      serving: {
        edition: serving.edition,
        version: serving.version,
        position: String(serving.position),
        lag: String(newest === undefined ? 0n : newest - serving.position),
        deadLetters: serving.deadLetters,
        stale: serving.version !== version,
        ...(problem ? { problem } : {}),
      },
      ...(building
        ? {
            building: {
              edition: building.edition,
              position: String(building.position),
              progress: ends === START ? 1 : Math.min(1, Number((building.position * 10_000n) / ends) / 10_000),
              perSecond: Math.round(Number(building.position) / Math.max(building.ageSeconds, 0.001)),
              caughtUp: building.position >= (serving.version === version ? ends : serving.position),
              ...(problems.building ? { problem: problems.building } : {}),
            },
          }
        : {}),
    };
  });
}

/** Seen by whoever asks, also while no projector runs that would note it. */
function beyondLedger(set: string, position: Position, head: Position): ViewsProblem | undefined {
  try {
    refuseBeyondLedger(set, position, head);
    return undefined;
  } catch (error) {
    return { code: problemCode(error), since: new Date().toISOString() };
  }
}
