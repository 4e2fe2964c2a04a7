import { type Position, START } from '#events';
import type { EditionRequest, ViewSet, ViewsProblem, ViewsStatus } from '#views';
import type { EditionRole, PostgresEditions, PostgresEditionState } from '#views/postgres';

/**
 * How the sets stand, from the database, whichever process projects them; edition 0 where there is none yet. `head` gives the
 * ledger's position, `undefined` where it is not known, and is asked after the positions of the views were read: views that are
 * ahead of it have a problem. Positions are EventStoreDB's: bytes of its log.
 */
export async function viewsStatus(
  editions: PostgresEditions,
  sets: readonly ViewSet[],
  head: () => Promise<Position | undefined>,
): Promise<readonly ViewsStatus[]> {
  const found = await Promise.all(
    sets.map(async (set) => {
      // Requests are read before the editions: a request that is fulfilled in between then shows in the editions.
      const requested = await editions.requests(set.name);
      const states = await editions.states(set.name);
      return { set, requested, states, problems: await editions.problems.of(set.name) };
    }),
  );
  const end = await head();
  return found.map(({ set, requested, states, problems }) => statusOf(set, requested, states, problems, end));
}

function statusOf(
  { name, version }: ViewSet,
  requested: readonly EditionRequest[],
  states: readonly PostgresEditionState[],
  problems: Readonly<Partial<Record<EditionRole, ViewsProblem>>>,
  head: Position | undefined,
): ViewsStatus {
  const serving = states.find((state) => state.serving) ?? { edition: 0, version: '', position: START, deadLetters: 0 };
  const isAhead = head !== undefined && serving.position > head;
  const problem = isAhead ? { code: 'ahead-of-ledger', since: new Date().toISOString() } : problems.serving;
  const building = states.findLast((state) => state.edition > serving.edition && state.version === version);
  return {
    set: name,
    unit: 'bytes',
    requested,
    serving: {
      edition: serving.edition,
      version: serving.version,
      position: String(serving.position),
      lag: String(head !== undefined && head > serving.position ? head - serving.position : 0n),
      deadLetters: serving.deadLetters,
      stale: serving.version !== version,
      ...(problem ? { problem } : {}),
    },
    ...(building
      ? {
          building: {
            edition: building.edition,
            position: String(building.position),
            progress: partOf(building.position, head),
            perSecond: Math.round(Number(building.position) / Math.max(building.ageSeconds, 0.001)),
            caughtUp: building.position >= (serving.version === version ? (head ?? START) : serving.position),
            ...(problems.building ? { problem: problems.building } : {}),
          },
        }
      : {}),
  };
}

function partOf(position: Position, head: Position | undefined): number {
  return head === undefined || head === START ? 1 : Math.min(1, Number((position * 10_000n) / head) / 10_000);
}
