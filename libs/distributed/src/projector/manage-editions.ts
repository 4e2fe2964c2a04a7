import { setTimeout as sleep } from 'node:timers/promises';
import { type EditionState, problemCode } from '#views';
import { buildEdition, type EditionRun, keepServing, type ManagedSet, writeUpTo } from './write-edition.js';

/** How often requests and positions are looked at. */
const LOOK_MS = 500;

/** How often it is noted again why the serving edition stands still. */
const NOTE_MS = 30_000;

/** What is to be done once the projections stand still. */
type Step = 'rebuild' | 'promote';

/** What concerns the servers, and not the edition: that it goes on again is a matter of time. */
const PASSES = new Set(['disk-full', 'unreachable', 'access-denied', 'too-slow', 'closed']);

/** Why an edition that serves is not written any more. */
interface Standstill {
  readonly edition: number;
  readonly error: unknown;
}

/** The editions that are run: the one that serves and, where there is one, the new one. */
interface Runs {
  readonly serving: EditionRun;
  readonly building?: EditionRun;
  /** The code that made the serving one is gone. */
  readonly outdated: boolean;
  /** The serving one cannot go on. */
  readonly standstill: Standstill | undefined;
}

/** The serving edition cannot go on, and a new one is there to take its place. */
class ServingFailedError extends Error {
  constructor(cause: unknown) {
    super('The serving edition cannot go on.', { cause });
  }
}

/**
 * What whoever leads a set does until `signal` aborts: keeps the serving edition up to date; builds a new one beside it
 * when the serving one is of another version or somebody asked; promotes it when it has caught up, if it replaces an
 * outdated one or somebody asked. The first edition of all serves from the start. Everything it knows is in the
 * database: whoever leads next goes on from there. An edition that cannot be built is tried again, and the serving one
 * goes on meanwhile; what keeps the serving one from going on is thrown.
 *
 * An outdated edition is not written any more, because the code that made it is gone: it stands still while the new one is
 * built up to the same position, and what comes later is told by the new one. So it is with a serving edition that cannot
 * go on, as soon as somebody has asked for a new one; the new one is begun again if it had got further already.
 */
export async function manageEditions(managed: ManagedSet, signal: AbortSignal): Promise<void> {
  let failed: Standstill | undefined;
  while (!signal.aborted) {
    const { serving, building } = await arrange(managed);
    const standstill = building && failed?.edition === serving.edition ? failed : undefined;
    if (standstill && building && building.position > serving.position) {
      await beginAnew(managed, building.edition);
      continue;
    }
    const runs: Runs = {
      serving: { edition: serving.edition, position: serving.position },
      ...(building ? { building: { edition: building.edition, position: building.position } } : {}),
      outdated: serving.version !== managed.set.version,
      standstill,
    };
    try {
      const step = await project(managed, runs, signal);
      if (step === 'rebuild') await beginAnew(managed, building?.edition);
      else if (step === 'promote' && runs.building) await promote(managed, { ...runs, building: runs.building }, signal);
    } catch (error) {
      if (!(error instanceof ServingFailedError) || signal.aborted) throw error;
      failed = { edition: serving.edition, error: error.cause };
      managed.log.error(
        { set: managed.set.name, edition: serving.edition, err: error.cause },
        'a view edition cannot go on; it stands still until the new one takes its place',
      );
    }
  }
}

/** Begins to build a new edition, in place of one that was begun before. */
async function beginAnew({ set, editions, problems, log }: ManagedSet, before: number | undefined): Promise<void> {
  if (before !== undefined) await editions.drop(set.name, before);
  problems.over('building');
  const edition = await editions.create(set);
  await editions.settle(set.name, 'rebuild');
  log.info({ set: set.name, edition }, 'building a view edition');
}

/** The editions as they should be: one serves; what was begun in another version is dropped; a new one is begun where the serving one is outdated. */
async function arrange({
  set,
  editions,
  log,
}: ManagedSet): Promise<{ readonly serving: EditionState; readonly building: EditionState | undefined }> {
  const states = await editions.states(set.name);
  const serving = states.find((state) => state.serving);
  if (!serving) {
    const edition = states.findLast(({ version }) => version === set.version)?.edition ?? (await editions.create(set));
    await editions.promote(set, edition);
    return { serving: await editions.state(set.name, edition), building: undefined };
  }
  const newer = states.filter(({ edition }) => edition > serving.edition);
  const building = newer.findLast(({ version }) => version === set.version);
  for (const { edition } of newer) if (edition !== building?.edition) await editions.drop(set.name, edition);
  if (building || serving.version === set.version) return { serving, building };
  const edition = await editions.create(set);
  log.info({ set: set.name, edition, outdated: serving.version }, 'building a view edition');
  return { serving, building: await editions.state(set.name, edition) };
}

/**
 * Runs the projections until there is a step to take or `signal` aborts; then they have ended. Throws what the serving one
 * threw, as a `ServingFailedError` where the new one is to take its place.
 */
async function project(managed: ManagedSet, runs: Runs, signal: AbortSignal): Promise<Step | undefined> {
  const { serving, building, outdated, standstill } = runs;
  const standsStill = outdated || standstill !== undefined;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  let failure: { readonly error: unknown } | undefined;
  const run = async (work: Promise<void>, mayEnd: boolean): Promise<void> => {
    try {
      await work;
      if (!mayEnd && !ended.aborted) throw new Error('The subscription to the ledger ended by itself.');
    } catch (error) {
      failure ??= { error };
      stop.abort();
    }
  };
  const serve = (): Promise<void> => keepServing(managed, serving, ended);
  const running = [
    ...(standsStill ? [] : [run(building ? replaceable(serve()) : serve(), false)]),
    ...(building ? [run(buildEdition(managed, building, standsStill ? serving.position : undefined, ended), standsStill)] : []),
  ];
  const noting = standstill && setInterval(() => managed.problems.failed('serving', standstill.error), NOTE_MS);
  if (standstill) managed.problems.failed('serving', standstill.error);
  const step = await nextStep(managed, runs, ended).catch((error: unknown) => {
    failure ??= { error };
    return undefined;
  });
  clearInterval(noting);
  stop.abort();
  await Promise.all(running);
  // First, because it may be the way out of what failed.
  if (step) return step;
  if (failure) throw failure.error;
  return undefined;
}

/** For writing a serving edition beside which a new one is built: that one takes its place, unless the failure passes. */
async function replaceable(writing: Promise<void>): Promise<void> {
  await writing.catch((error: unknown) => {
    throw PASSES.has(problemCode(error)) ? error : new ServingFailedError(error);
  });
}

async function nextStep(
  { set, editions, log }: ManagedSet,
  { serving, building, outdated, standstill }: Runs,
  ended: AbortSignal,
): Promise<Step | undefined> {
  while (!ended.aborted) {
    const requests = await editions.requests(set.name);
    if (requests.includes('rebuild')) return 'rebuild';
    const promotes = outdated || standstill !== undefined || requests.includes('promote');
    if (promotes && building && building.position >= serving.position) return 'promote';
    if (!building && requests.includes('promote')) {
      log.info({ set: set.name }, 'a promotion was asked for, but no view edition is being built');
      await editions.settle(set.name, 'promote');
    }
    await sleep(LOOK_MS, undefined, { signal: ended }).catch(() => undefined);
  }
  return undefined;
}

/** Brings both editions to the same position, makes the new one serve, keeps the one before and drops older ones. */
async function promote(managed: ManagedSet, runs: Runs & { readonly building: EditionRun }, signal: AbortSignal): Promise<void> {
  const { serving, building, outdated, standstill } = runs;
  const { set, editions, log } = managed;
  const last = building.position > serving.position ? building.position : serving.position;
  if (!outdated && !standstill) await replaceable(writeUpTo(managed, serving, last, signal));
  await writeUpTo(managed, building, last, signal);
  if (signal.aborted) return;
  await editions.promote(set, building.edition, { inPlaceOf: serving.edition });
  await editions.settle(set.name, 'promote');
  managed.problems.over('serving');
  managed.problems.over('building');
  for (const edition of await editions.editions(set.name)) {
    if (edition < serving.edition) await editions.drop(set.name, edition);
  }
  log.info({ set: set.name, edition: building.edition, before: serving.edition }, 'view edition promoted');
}
