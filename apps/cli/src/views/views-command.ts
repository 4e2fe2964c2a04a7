import { Command } from 'commander';
import type { ViewsStatus } from '#views';
import { CommandError, placeChoice, type PlaceOptions, untilInterrupted, withPlaceOptions } from '#cli';
import { writeMessage } from '#text';
import { followBuilding } from './follow-building.js';
import { openViews } from './open-views.js';
import { statusTable } from './status-table.js';
import type { ViewsAccess } from './views-access.js';

interface Options extends PlaceOptions {
  readonly json?: boolean;
  readonly promote?: boolean;
}

const HELP = `
The views are what look-ups read. All of them can be built again from the ledger: a new edition is built beside the one
that serves, which goes on serving until the new one is promoted. The edition before is kept until the next promotion.

It works in the data folder, with the settings of the server; while a server uses the folder, through that server.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage or settings, 130 stopped by Ctrl-C.`;

/** `touchstone views` */
export function viewsCommand(environment: NodeJS.ProcessEnv): Command {
  const views = new Command('views')
    .description('show, rebuild and promote the views that look-ups read')
    .addHelpText('after', HELP);
  const add = (name: string, description: string, work: Work): Command =>
    withPlaceOptions(views.command(name).description(description), environment)
      .option('--json', 'print the status as JSON')
      .action(async (...args: unknown[]) => {
        const command = args.at(-1) as Command;
        process.exitCode = await run(work, command.args[0] ?? 'all', command.opts<Options>(), environment);
      });
  add('status', 'which editions serve, how far they are behind, and what is being built', async () => 0);
  add('rebuild', 'build a new edition from the first event; one that was interrupted is continued', rebuild)
    .argument('<set>', 'the name of a set of views, or all')
    .option('--promote', 'make it serve as soon as it has caught up');
  add('promote', 'make the new edition serve as soon as it has caught up', promote).argument(
    '<set>',
    'the name of a set of views, or all',
  );
  return views;
}

/** Does its work and answers the exit code. */
type Work = (views: ViewsAccess, sets: readonly ViewsStatus[], context: Context) => Promise<number>;

interface Context {
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

async function run(work: Work, set: string, options: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  const say = (text: string): void => writeMessage(process.stderr, `${text}\n`);
  return untilInterrupted(async (signal) => {
    const views = await openViews(placeChoice(options), { environment, say });
    try {
      const code = await work(views, named(set, await views.status()), { options, signal, say });
      const status = await views.status();
      writeMessage(
        process.stdout,
        options.json === true ? `${JSON.stringify({ sets: status }, undefined, 2)}\n` : statusTable(status, views.goesOn),
      );
      return code;
    } finally {
      await views.close();
    }
  });
}

/** Continues what is being built already, starts what is not, and begins anew what cannot go on. */
async function rebuild(views: ViewsAccess, sets: readonly ViewsStatus[], { options, signal, say }: Context): Promise<number> {
  for (const { set, building } of sets) {
    if (building && !building.caughtUp && !building.problem) {
      say(`Going on with edition ${building.edition} of the ${set} views, which is at ${Math.floor(building.progress * 100)}%.`);
    } else {
      await views.rebuild(set);
    }
  }
  return follow(views, sets, options.promote === true, { options, signal, say });
}

async function promote(views: ViewsAccess, sets: readonly ViewsStatus[], context: Context): Promise<number> {
  const due = sets.filter(({ building }) => building);
  if (due.length === 0) {
    const names = sets.map(({ set }) => set).join(' and ');
    const hint = `touchstone views rebuild ${sets.length === 1 ? names : 'all'}`;
    throw new CommandError('nothing-to-promote', `There is no new edition of the ${names} views. Build one with: ${hint}`);
  }
  return follow(views, due, true, context);
}

async function follow(
  views: ViewsAccess,
  sets: readonly ViewsStatus[],
  promotes: boolean,
  { signal, say }: Context,
): Promise<number> {
  const { BuildingDisplay } = await import('./building-display.js');
  const display = new BuildingDisplay(process.stderr, Date.now);
  const names = sets.map(({ set }) => set);
  try {
    if (await followBuilding(views, names, { promote: promotes, signal, show: (status) => display.show(status) })) return 0;
  } finally {
    display.end();
  }
  say(
    views.goesOn
      ? 'Stopped watching; the server goes on building.'
      : 'Stopped. Run the same command again to go on; a server that is started on this folder goes on, too.',
  );
  return 130;
}

/** @throws CommandError `wrong-usage` where there is no set of this name */
function named(name: string, status: readonly ViewsStatus[]): readonly ViewsStatus[] {
  const sets = name === 'all' ? status : status.filter(({ set }) => set === name);
  if (sets.length > 0) return sets;
  throw new CommandError(
    'wrong-usage',
    `There are no views named ${name}. There are: ${status.map(({ set }) => set).join(', ')}, or all.`,
  );
}
