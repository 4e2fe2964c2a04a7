import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { EqualSides, TransferNews, TransferSide, TransferTarget } from '#transfer';
import { CommandError, ProgressDisplay, untilInterrupted } from '#cli';
import { writeMessage } from '#text';
import { version } from '../version.js';
import type { Closable, FolderPlace, ServersPlace } from './open-sides.js';

interface Options {
  /** `true`: as EVENTSTOREDB_URL says. */
  readonly to?: string | true;
  readonly from?: string | true;
  readonly vaultTo?: string;
  readonly vaultFrom?: string;
  readonly data: string;
  readonly keys?: string;
  readonly verifyOnly?: boolean;
}

/** What is copied from where, as the command line and the environment say. */
interface Plan {
  readonly up: boolean;
  readonly folder: FolderPlace;
  readonly servers: ServersPlace;
}

const PHASES: Readonly<Record<TransferNews['phase'], { readonly phase: string; readonly what: string }>> = {
  vault: { phase: 'copying the vault', what: 'rows' },
  events: { phase: 'copying the ledger', what: 'events' },
  'comparing-vaults': { phase: 'comparing the vaults', what: 'rows' },
  comparing: { phase: 'comparing the ledgers', what: 'events' },
};

const HELP = `
With --to it copies the data folder into EventStoreDB and PostgreSQL; with --from it copies these into a new data folder.
Stop every server and service first: nothing may be recorded meanwhile. It refuses while one uses the folder or is connected
to PostgreSQL. Addresses with passwords are better given as EVENTSTOREDB_URL and POSTGRES_URL, which other users of this
machine cannot see: then --to and --from need no address.

Every event keeps its id, its place and the time at which it was recorded; identifiers, keys, tombstones of what was
erased, quarantine, suggestions and named tokens move with it, so everybody comes in as before. Keys move sealed: the same master key must be used on both sides.
At the end both sides are compared, event by event and row by row. Views are built anew by whoever opens the copy.

Run the same command again after an interruption: it goes on where it stopped, and nothing is there twice. Until it has
ended, no server opens the copy.

Exit codes: 0 both sides are equal, 1 it could not go on or they differ, 2 wrong usage, 130 stopped by Ctrl-C.`;

/** `touchstone ledger copy` */
export function copyCommand(environment: NodeJS.ProcessEnv): Command {
  return new Command('copy')
    .description('copy ledger, vault and named tokens from the embedded edition to the distributed one, or back')
    .option('--to [url]', 'copy into this EventStoreDB (esdb://user:password@host:2113)')
    .option('--vault-to <url>', 'and into this PostgreSQL (postgres://user:password@host:5432/database)')
    .option('--from [url]', 'copy from this EventStoreDB')
    .option('--vault-from <url>', 'and from this PostgreSQL')
    .option('-d, --data <folder>', 'the data folder', environment['TOUCHSTONE_DATA']?.trim() || './data')
    .option('-k, --keys <folder>', 'the folder of the master key (default: TOUCHSTONE_KEYS, or the data folder with .keys)')
    .option('--verify-only', 'compare both sides and write nothing')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      process.exitCode = await run(options, environment);
    });
}

async function run(options: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  const plan = await planOf(options, environment);
  const [open, { compareSides, transfer }] = await Promise.all([import('./open-sides.js'), import('#transfer')]);
  const { up, folder, servers } = plan;
  const from: Closable<TransferSide> = await (up ? open.openFolderSide(folder) : open.openServersSide(servers));
  try {
    if (options.verifyOnly === true) {
      const to: Closable<TransferSide> = await (up ? open.openServersSide(servers) : open.openFolderSide(folder));
      return await closing(to, () =>
        shown((signal, onProgress) => compareSides(from, to, { signal, onProgress }), plan, 'compare'),
      );
    }
    const to: Closable<TransferTarget> = await (up ? open.openServersTarget(servers) : open.openFolderTarget(folder));
    return await closing(to, () => shown((signal, onProgress) => transfer(from, to, { signal, onProgress }), plan, 'copy'));
  } finally {
    await from.close();
  }
}

async function closing(side: Closable<object>, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } finally {
    await side.close();
  }
}

/** Runs `work` with its progress on the terminal, until Ctrl-C. Answers the exit code. */
async function shown(
  work: (signal: AbortSignal, onProgress: (news: TransferNews) => void) => Promise<EqualSides | undefined>,
  plan: Plan,
  purpose: 'copy' | 'compare',
): Promise<number> {
  const display = await ProgressDisplay.open(process.stderr, Date.now);
  try {
    return await untilInterrupted(
      async (signal) => {
        const equal = await work(signal, ({ phase, ...news }) => display.show({ ...news, ...PHASES[phase] }));
        display.end();
        writeMessage(process.stdout, equal ? summary(equal, plan, purpose) : `Stopped. Run the same command again to go on.\n`);
        return equal ? 0 : 130;
      },
      () => writeMessage(process.stderr, '\nFinishing what is under way; press Ctrl-C again to stop at once.\n'),
    );
  } finally {
    display.end();
  }
}

function summary(
  { events, streams, hash, vault, sections, tokens }: EqualSides,
  { up, folder, servers }: Plan,
  purpose: 'copy' | 'compare',
): string {
  const lines = [
    'Both sides are equal:',
    `  ${events} events in ${streams} streams, SHA-256 ${hash}`,
    `  ${vault.identifiers} identifiers, ${vault.profiles} profiles, keys of ${vault.hubs} hubs, ${vault.erased} erased, ${vault.quarantined} in quarantine`,
    `  ${sections} sealed sections opened to the same`,
    `  ${tokens} named tokens`,
  ];
  if (purpose === 'copy') {
    lines.push(
      up
        ? `Give every service the master key ${join(servers.keys, 'master.key')} in its TOUCHSTONE_KEYS, then start them. Do not start a server on ${folder.data} any more: what it recorded would be missing in the copy.`
        : `Start a server with TOUCHSTONE_DATA=${folder.data} and TOUCHSTONE_KEYS=${folder.keys}: it builds its views first. Do not start the services any more: what they recorded would be missing in the copy.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** @throws CommandError `wrong-usage` ConfigurationError */
async function planOf(options: Options, environment: NodeJS.ProcessEnv): Promise<Plan> {
  const { to, from, vaultTo, vaultFrom } = options;
  if ((to === undefined) === (from === undefined)) {
    throw new CommandError(
      'wrong-usage',
      'Say either --to, to copy the data folder into EventStoreDB and PostgreSQL, or --from, to copy these into a data folder.',
    );
  }
  const up = to !== undefined;
  if ((up ? vaultFrom : vaultTo) !== undefined) {
    throw new CommandError(
      'wrong-usage',
      up ? 'With --to comes --vault-to, not --vault-from.' : 'With --from comes --vault-from, not --vault-to.',
    );
  }
  await import('reflect-metadata');
  const [{ loadConfiguration }, { DEFINITION_SETTINGS }] = await Promise.all([import('#platform'), import('#features')]);
  const data = resolve(options.data);
  const keysSetting = options.keys === undefined ? {} : { TOUCHSTONE_KEYS: resolve(options.keys) };
  const { keys } = loadConfiguration({ ...environment, TOUCHSTONE_DATA: data, ...keysSetting }, { files: DEFINITION_SETTINGS });
  const given = up ? to : from;
  return {
    up,
    folder: { data, keys, createdBy: `touchstone ${version()}` },
    servers: {
      eventStoreDb: address(
        given === true ? undefined : given,
        environment['EVENTSTOREDB_URL'],
        up ? '--to' : '--from',
        'EVENTSTOREDB_URL',
      ),
      postgres: address(
        up ? vaultTo : vaultFrom,
        environment['POSTGRES_URL'],
        up ? '--vault-to' : '--vault-from',
        'POSTGRES_URL',
      ),
      keys,
      allowInsecure: environment['EVENTSTOREDB_ALLOW_INSECURE']?.trim() === 'true',
    },
  };
}

function address(given: string | undefined, told: string | undefined, option: string, variable: string): string {
  const url = given?.trim() || told?.trim();
  if (url) return url;
  throw new CommandError('wrong-usage', `Name an address with ${option} or, so that nobody sees its password, with ${variable}.`);
}
