import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '#event-store';
import { START } from '#events';
import { problemsBySet, type ViewSet, type ViewsProblem } from '#views';
import type { PostgresEditions } from '#views/postgres';
import { viewsStatus } from '../projector/views-status.js';

/** How long the ledger may take to say where its head is. */
const HEAD_MS = 500;

/**
 * Whether look-ups can be answered: every set has an edition that serves. Finding somebody asks nothing of the ledger, so one
 * that is down does not count; how far each set lags is told where the ledger answers at once. So is which set cannot go on:
 * it is answered with what it has.
 */
export async function viewsHealth(
  editions: PostgresEditions,
  sets: readonly ViewSet[],
  store: Pick<EventStore, 'head'>,
): Promise<{
  readonly ok: boolean;
  readonly lag?: Readonly<Record<string, string>>;
  readonly problems?: Readonly<Record<string, ViewsProblem>>;
}> {
  const head = await Promise.race([store.head().catch(() => undefined), sleep(HEAD_MS, undefined, { ref: false })]);
  const states = await viewsStatus(editions, sets, head ?? START);
  const problems = problemsBySet(states);
  return {
    ok: states.every(({ serving }) => serving.edition > 0),
    ...(head === undefined ? {} : { lag: Object.fromEntries(states.map(({ set, serving }) => [set, serving.lag])) }),
    ...(Object.keys(problems).length > 0 ? { problems } : {}),
  };
}
