import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '#event-store';
import { type EditionState, ViewsUnavailableError } from '#views';
import { buildEdition, type EditionRun, keepServing, type ManagedSet, writeUpTo } from './write-edition.js';

/** How often requests and positions are looked at. */
const LOOK_MS = 500;

/** How often it is noted again what keeps a serving edition from going on: notes are forgotten after two minutes. */
const NOTE_MS = 30_000;

/** What is to be done once the projections stand still. */
type Step = 'rebuild' | 'promote';

/**
 * What whoever leads a set does until `signal` aborts: keeps the serving edition up to date; builds a new one beside it
 * when the serving one is of another version or somebody asked; promotes it when it has caught up, if it replaces an
 * outdated one or somebody asked. The first edition of all serves from the start. Everything it knows is in the
 * database: whoever leads next goes on from there. An edition that cannot be built is tried again, and the serving one
 * goes on meanwhile; what keeps the serving one from going on is thrown, unless a new one is built or asked for: where the
 * projection fails on what the serving one holds, it stands still from then on and is replaced, as an outdated one is.
 *
 * An outdated edition is not written any more, because the code that made it is gone: it stands still while the new one is
 * built up to the same position, and what comes later is told by the new one.
 */
export async function manageEditions(managed: ManagedSet, signal: AbortSignal): Promise<void> {
  const { set, editions, log } = managed;
  let stuck: { readonly edition: number; readonly error: unknown } | undefined;
  while (!signal.aborted) {
    const { serving, building } = await arrange(managed);
    const standstill = stuck?.edition === serving.edition ? stuck : undefined;
    const outdated = serving.version !== set.version || standstill !== undefined;
    const runs = {
      serving: { edition: serving.edition, position: serving.position },
      ...(building ? { building: { edition: building.edition, position: building.position } } : {}),
    };
    const noting = standstill && setInterval(() => managed.problems.failed('serving', standstill.error), NOTE_MS);
    const projected = await project(managed, runs, outdated, signal);
    clearInterval(noting);
    const { step } = projected;
    const promotes = projected.failure === undefined && step === 'promote' && runs.building;
    const failure = promotes ? await promote(managed, runs.serving, promotes, outdated, signal) : projected.failure;
    if (failure) {
      const isReplaced = failure.of === 'serving' && isOfProjection(failure.error) && (building || step === 'rebuild');
      if (!isReplaced || signal.aborted) throw failure.error;
      stuck = { edition: serving.edition, error: failure.error };
      managed.problems.failed('serving', failure.error);
      log.error({ set: set.name, edition: serving.edition, err: failure.error }, 'a view edition cannot go on; it is replaced');
    }
    // What takes its place is at the same position, so one that is further begins anew, too.
    const isTooFar = failure !== undefined && runs.building !== undefined && runs.building.position > runs.serving.position;
    if (step === 'rebuild' || isTooFar) {
      if (building) await editions.drop(set.name, building.edition);
      managed.problems.over('building');
      const edition = await editions.create(set);
      await editions.settle(set.name, 'rebuild');
      log.info({ set: set.name, edition }, 'building a view edition');
    }
  }
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

/** What ended the projections. */
interface Failure {
  readonly of: 'serving' | 'another';
  readonly error: unknown;
}

/** Whether it comes from the projection and what it found, and not from a store that may answer the next time. */
function isOfProjection(error: unknown): boolean {
  if (error instanceof ViewsUnavailableError) return error.code === 'damaged';
  return !(error instanceof StoreUnavailableError);
}

/** Runs the projections until there is a step to take, one fails, or `signal` aborts; then they have ended. */
async function project(
  managed: ManagedSet,
  runs: { readonly serving: EditionRun; readonly building?: EditionRun },
  outdated: boolean,
  signal: AbortSignal,
): Promise<{ readonly step: Step | undefined; readonly failure: Failure | undefined }> {
  const { serving, building } = runs;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  let failure: Failure | undefined;
  const run = async (of: Failure['of'], work: Promise<void>, mayEnd: boolean): Promise<void> => {
    try {
      await work;
      if (!mayEnd && !ended.aborted)
        throw new StoreUnavailableError('unreachable', 'The subscription to the ledger ended by itself.');
    } catch (error) {
      failure ??= { of, error };
      stop.abort();
    }
  };
  const running = [
    ...(outdated ? [] : [run('serving', keepServing(managed, serving, ended), false)]),
    ...(building
      ? [run('another', buildEdition(managed, building, outdated ? serving.position : undefined, ended), outdated)]
      : []),
  ];
  const step = await nextStep(managed, runs, outdated, ended).catch((error: unknown) => {
    failure ??= { of: 'another', error };
    return undefined;
  });
  stop.abort();
  await Promise.all(running);
  return { step, failure };
}

async function nextStep(
  { set, editions, log }: ManagedSet,
  { serving, building }: { readonly serving: EditionRun; readonly building?: EditionRun },
  outdated: boolean,
  ended: AbortSignal,
): Promise<Step | undefined> {
  while (!ended.aborted) {
    const requests = await editions.requests(set.name);
    if (requests.includes('rebuild')) return 'rebuild';
    const promotes = outdated || requests.includes('promote');
    if (promotes && building && building.position >= serving.position) return 'promote';
    if (!building && requests.includes('promote')) {
      log.info({ set: set.name }, 'a promotion was asked for, but no view edition is being built');
      await editions.settle(set.name, 'promote');
    }
    await sleep(LOOK_MS, undefined, { signal: ended }).catch(() => undefined);
  }
  return undefined;
}

/**
 * Brings both editions to the same position, makes the new one serve, keeps the one before and drops older ones. Answers what
 * keeps the one that serves from getting there; then nothing was promoted.
 */
async function promote(
  managed: ManagedSet,
  serving: EditionRun,
  building: EditionRun,
  outdated: boolean,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { set, editions, log } = managed;
  const last = building.position > serving.position ? building.position : serving.position;
  try {
    if (!outdated) await writeUpTo(managed, serving, last, signal);
  } catch (error) {
    return { of: 'serving', error };
  }
  await writeUpTo(managed, building, last, signal);
  if (signal.aborted) return undefined;
  await editions.promote(set, building.edition, { inPlaceOf: serving.edition });
  await editions.settle(set.name, 'promote');
  managed.problems.over('serving');
  managed.problems.over('building');
  for (const edition of await editions.editions(set.name)) {
    if (edition < serving.edition) await editions.drop(set.name, edition);
  }
  log.info({ set: set.name, edition: building.edition, before: serving.edition }, 'view edition promoted');
  return undefined;
}
