import { setTimeout as sleep } from 'node:timers/promises';
import type { EditionState } from '#views';
import { buildEdition, type EditionRun, keepServing, type ManagedSet, writeUpTo } from './write-edition.js';

/** How often requests and positions are looked at. */
const LOOK_MS = 500;

/** What is to be done once the projections stand still. */
type Step = 'rebuild' | 'promote';

/**
 * What whoever leads a set does until `signal` aborts: keeps the serving edition up to date; builds a new one beside it
 * when the serving one is of another version or somebody asked; promotes it when it has caught up, if it replaces an
 * outdated one or somebody asked. The first edition of all serves from the start. Everything it knows is in the
 * database: whoever leads next goes on from there. An edition that cannot be built is tried again, and the serving one
 * goes on meanwhile; what keeps the serving one from going on is thrown.
 *
 * An outdated edition is not written any more, because the code that made it is gone: it stands still while the new one is
 * built up to the same position, and what comes later is told by the new one.
 */
export async function manageEditions(managed: ManagedSet, signal: AbortSignal): Promise<void> {
  const { set, editions, log } = managed;
  while (!signal.aborted) {
    const { serving, building } = await arrange(managed);
    const outdated = serving.version !== set.version;
    const runs = {
      serving: { edition: serving.edition, position: serving.position },
      ...(building ? { building: { edition: building.edition, position: building.position } } : {}),
    };
    const step = await project(managed, runs, outdated, signal);
    if (step === 'rebuild') {
      if (building) await editions.drop(set.name, building.edition);
      managed.problems.over('building');
      const edition = await editions.create(set);
      await editions.settle(set.name, 'rebuild');
      log.info({ set: set.name, edition }, 'building a view edition');
    } else if (step === 'promote' && runs.building) {
      await promote(managed, runs.serving, runs.building, outdated, signal);
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

/** Runs the projections until there is a step to take or `signal` aborts; then they have ended. Throws what the serving one threw. */
async function project(
  managed: ManagedSet,
  runs: { readonly serving: EditionRun; readonly building?: EditionRun },
  outdated: boolean,
  signal: AbortSignal,
): Promise<Step | undefined> {
  const { serving, building } = runs;
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
  const running = [
    ...(outdated ? [] : [run(keepServing(managed, serving, ended), false)]),
    ...(building ? [run(buildEdition(managed, building, outdated ? serving.position : undefined, ended), outdated)] : []),
  ];
  const step = await nextStep(managed, runs, outdated, ended).catch((error: unknown) => {
    failure ??= { error };
    return undefined;
  });
  stop.abort();
  await Promise.all(running);
  if (failure) throw failure.error;
  return step;
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

/** Brings both editions to the same position, makes the new one serve, keeps the one before and drops older ones. */
async function promote(
  managed: ManagedSet,
  serving: EditionRun,
  building: EditionRun,
  outdated: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { set, editions, log } = managed;
  const last = building.position > serving.position ? building.position : serving.position;
  for (const each of outdated ? [building] : [serving, building]) await writeUpTo(managed, each, last, signal);
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
