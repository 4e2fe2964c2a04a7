import { setTimeout as sleep } from 'node:timers/promises';
import { nameInLedger } from '#features';
import { type EditionState, type LedgerOfViews, problemCode, strangerTo } from '#views';
import { buildEdition, type EditionRun, type FollowedLedger, keepServing, type ManagedSet, writeUpTo } from './write-edition.js';

/** How often requests and positions are looked at. */
const LOOK_MS = 500;

/** How often it is noted that a serving edition cannot go on: more often than such a note is forgotten. */
const NOTE_MS = 60_000;

/** What is to be done once the projections stand still. */
type Step = 'rebuild' | 'promote';

/** What ended the projections: a step to take, or a serving edition that cannot go on while one that replaces it is there or asked for. */
type End = Step | { readonly stuck: unknown };

interface Runs {
  readonly serving: EditionRun;
  readonly building?: EditionRun;
  /** The serving edition is not written: it is outdated or stuck, and the new one is built up to where it stands. */
  readonly servingStands: boolean;
}

/**
 * What whoever leads a set does until `signal` aborts: keeps the serving edition up to date; builds a new one beside it
 * when the serving one is of another version or somebody asked; promotes it when it has caught up, if it replaces one that
 * stands still or somebody asked. The first edition of all serves from the start. Everything it knows is in the
 * database: whoever leads next goes on from there. An edition that cannot be built is tried again, and the serving one
 * goes on meanwhile; what keeps the serving one from going on is thrown, unless a new one is to replace it.
 *
 * An outdated edition is not written any more, because the code that made it is gone: it stands still while the new one is
 * built up to the same position, and what comes later is told by the new one. So does one that cannot go on, once a new
 * one is being built or was asked for.
 */
export async function manageEditions(managed: ManagedSet, signal: AbortSignal): Promise<void> {
  const { set, problems } = managed;
  let stuck: { readonly edition: number; readonly error: unknown } | undefined;
  await discardStrangers(managed, signal);
  const noting = setInterval(() => stuck && problems.failed('serving', stuck.error), NOTE_MS);
  try {
    while (!signal.aborted) {
      const { serving, building } = await arrange(managed, stuck?.edition);
      if (serving.edition !== stuck?.edition) stuck = undefined;
      const runs: Runs = {
        serving: { edition: serving.edition, position: serving.position },
        ...(building ? { building: { edition: building.edition, position: building.position } } : {}),
        servingStands: stuck !== undefined || serving.version !== set.version,
      };
      const end = await project(managed, runs, signal);
      if (typeof end === 'object') stuck = { edition: serving.edition, error: end.stuck };
      else if (end === 'rebuild') await rebuild(managed, building);
      else if (end === 'promote' && runs.building) await promote(managed, runs, runs.building, signal);
    }
  } finally {
    clearInterval(noting);
  }
}

/** Waits for the ledger's answer: without it nothing can be projected anyway. */
async function discardStrangers({ set, editions, events, log }: ManagedSet, signal: AbortSignal): Promise<void> {
  // Before the head is read: who led before may still be writing.
  const states = await editions.states(set.name);
  const ledger = await untilAnswered(events, signal);
  if (!ledger) return;
  for (const state of states) {
    const reason = strangerTo(ledger, state);
    if (reason === undefined) continue;
    log.error(
      { set: set.name, edition: state.edition, reason },
      'a view edition was not built from this ledger and is built anew',
    );
    if (state.serving) await editions.promote(set, await editions.create(set), { inPlaceOf: state.edition, anew: true });
    await editions.drop(set.name, state.edition);
  }
}

async function untilAnswered(events: FollowedLedger, signal: AbortSignal): Promise<LedgerOfViews | undefined> {
  while (!signal.aborted) {
    try {
      return { head: await events.head(), installation: await nameInLedger(events) };
    } catch (error) {
      if (problemCode(error) !== 'unreachable' && problemCode(error) !== 'access-denied') throw error;
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

async function rebuild({ set, editions, problems, log }: ManagedSet, building: EditionState | undefined): Promise<void> {
  if (building) await editions.drop(set.name, building.edition);
  problems.over('building');
  const edition = await editions.create(set);
  await editions.settle(set.name, 'rebuild');
  log.info({ set: set.name, edition }, 'building a view edition');
}

/**
 * The editions as they should be: one serves; what was begun in another version is dropped, and so is what is ahead of a stuck
 * one, as the two could not be compared; a new one is begun where the serving one is outdated.
 */
async function arrange(
  { set, editions, log }: ManagedSet,
  stuck: number | undefined,
): Promise<{ readonly serving: EditionState; readonly building: EditionState | undefined }> {
  const states = await editions.states(set.name);
  const serving = states.find((state) => state.serving);
  if (!serving) {
    const edition = states.findLast(({ version }) => version === set.version)?.edition ?? (await editions.create(set));
    await editions.promote(set, edition);
    return { serving: await editions.state(set.name, edition), building: undefined };
  }
  const newer = states.filter(({ edition }) => edition > serving.edition);
  const isStuck = serving.edition === stuck;
  const isOfUse = ({ version, position }: EditionState): boolean =>
    version === set.version && !(isStuck && position > serving.position);
  const building = newer.findLast(isOfUse);
  for (const { edition } of newer) if (edition !== building?.edition) await editions.drop(set.name, edition);
  if (building || (serving.version === set.version && !(isStuck && newer.length > 0))) return { serving, building };
  const edition = await editions.create(set);
  log.info({ set: set.name, edition, outdated: serving.version }, 'building a view edition');
  return { serving, building: await editions.state(set.name, edition) };
}

/** Runs the projections until there is a step to take or `signal` aborts; then they have ended. Throws what the serving one threw. */
async function project(managed: ManagedSet, runs: Runs, signal: AbortSignal): Promise<End | undefined> {
  const { serving, building, servingStands } = runs;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  let failure: { readonly error: unknown; readonly ofServing: boolean } | undefined;
  const run = async (work: Promise<void>, mayEnd: boolean, ofServing: boolean): Promise<void> => {
    try {
      await work;
      if (!mayEnd && !ended.aborted) throw new Error('The subscription to the ledger ended by itself.');
    } catch (error) {
      failure ??= { error, ofServing };
      stop.abort();
    }
  };
  const running = [
    ...(servingStands ? [] : [run(keepServing(managed, serving, ended), false, true)]),
    ...(building
      ? [run(buildEdition(managed, building, servingStands ? serving.position : undefined, ended), servingStands, false)]
      : []),
  ];
  const step = await nextStep(managed, runs, ended).catch((error: unknown) => {
    failure ??= { error, ofServing: false };
    return undefined;
  });
  stop.abort();
  await Promise.all(running);
  if (!failure) return step;
  if (failure.ofServing && (await isToBeReplaced(managed, runs, failure.error))) return { stuck: failure.error };
  throw failure.error;
}

/** Failures of the servers, which concern every edition. */
const OF_SERVERS = new Set(['unreachable', 'access-denied', 'disk-full', 'busy', 'too-slow', 'closed']);

/** Whether a serving edition that failed with `error` is given up for the new one. */
async function isToBeReplaced({ set, editions, problems, log }: ManagedSet, runs: Runs, error: unknown): Promise<boolean> {
  if (OF_SERVERS.has(problemCode(error))) return false;
  if (!runs.building && !(await editions.requests(set.name)).includes('rebuild')) return false;
  problems.failed('serving', error);
  const fields = { set: set.name, edition: runs.serving.edition, err: error };
  log.error(fields, 'the serving view edition cannot go on; the one that is being built replaces it');
  return true;
}

async function nextStep(
  { set, editions, log }: ManagedSet,
  { serving, building, servingStands }: Runs,
  ended: AbortSignal,
): Promise<Step | undefined> {
  while (!ended.aborted) {
    const requests = await editions.requests(set.name);
    if (requests.includes('rebuild')) return 'rebuild';
    const promotes = servingStands || requests.includes('promote');
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
  { serving, servingStands }: Runs,
  building: EditionRun,
  signal: AbortSignal,
): Promise<void> {
  const { set, editions, log } = managed;
  const last = building.position > serving.position ? building.position : serving.position;
  for (const each of servingStands ? [building] : [serving, building]) await writeUpTo(managed, each, last, signal);
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
