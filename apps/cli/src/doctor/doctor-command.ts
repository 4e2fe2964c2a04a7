import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { CommandError, ProgressDisplay } from '#cli';
import type { FolderPaths } from './examine-folder.js';
import type { ServersOptions } from './examine-servers.js';
import type { Finding } from './finding.js';
import { findingsTable } from './findings-table.js';

interface Options {
  readonly data: string;
  readonly keys?: string;
  readonly servers?: true;
  readonly quick?: true;
  readonly json?: true;
  readonly acceptLostKeys?: true;
}

type Progress = ServersOptions['onProgress'];

const HELP = `
Looks at modes, versions, room on the disk, at every page of ledger and vault, whether they and the views belong together,
and whether everybody who is named in the ledger has a key. It writes nothing, and works while a server runs as well as
when none starts. With --servers it looks at EVENTSTOREDB_URL and POSTGRES_URL.

--accept-lost-keys is for the day when no backup of the vault has the keys that are missing: what they would open reads as
erased from then on, for ever, and the server starts again. Stop every server first.

Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.`;

/** `touchstone doctor` */
export function doctorCommand(environment: NodeJS.ProcessEnv): Command {
  return new Command('doctor')
    .description('look whether a data folder is sound, and say what to do where it is not')
    .option('-d, --data <folder>', 'the data folder', environment['TOUCHSTONE_DATA']?.trim() || './data')
    .option('-k, --keys <folder>', 'the folder of the master key (default: TOUCHSTONE_KEYS, or the data folder with .keys)')
    .option('--servers', 'look at the servers of the distributed edition in place of a folder')
    .option('--quick', 'check the structure of the files only, not every index (large files: a fraction of the time)')
    .option('--json', 'print the findings as JSON')
    .option('--accept-lost-keys', 'give up what keys that are missing from the vault would open')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      if (options.acceptLostKeys) await acceptLostKeys(options, environment);
      const findings = await withProgress(options, (onProgress) => examineAll(options, environment, onProgress));
      const isWell = findings.every(({ state }) => state !== 'wrong');
      process.stdout.write(options.json ? `${JSON.stringify({ ok: isWell, findings }, null, 2)}\n` : findingsTable(findings));
      if (!isWell) process.exitCode = 1;
    });
}

async function examineAll(options: Options, environment: NodeJS.ProcessEnv, onProgress: Progress): Promise<readonly Finding[]> {
  if (options.servers) {
    const { examineServers } = await import('./examine-servers.js');
    return examineServers(await serversOf(options, environment, onProgress));
  }
  const paths = pathsOf(options, environment);
  const [{ examineFolder }, { examineFiles }] = await Promise.all([import('./examine-folder.js'), import('./examine-files.js')]);
  return [...examineFolder(paths), ...(await examineFiles({ ...paths, depth: options.quick ? 'quick' : 'whole', onProgress }))];
}

async function acceptLostKeys(options: Options, environment: NodeJS.ProcessEnv): Promise<void> {
  const { acceptLostKeysOfFolder, acceptLostKeysOfServers } = await import('./accept-lost-keys.js');
  const given = options.servers
    ? await acceptLostKeysOfServers(await serversOf(options, environment, () => undefined))
    : await acceptLostKeysOfFolder(pathsOf(options, environment));
  process.stderr.write(`The keys of ${given} were given up.\n`);
}

/** @throws CommandError `no-data` */
function pathsOf(options: Options, environment: NodeJS.ProcessEnv): FolderPaths {
  const data = resolve(options.data);
  const isFolder =
    existsSync(join(data, 'format.json')) || existsSync(join(data, 'ledger.db')) || existsSync(join(data, 'vault.db'));
  if (!isFolder)
    throw new CommandError('no-data', `There is no Touchstone data in ${data}. Name its folder with --data or TOUCHSTONE_DATA.`);
  return { data, keys: keysOf(options, environment) };
}

async function serversOf(options: Options, environment: NodeJS.ProcessEnv, onProgress: Progress): Promise<ServersOptions> {
  const { serverSettings } = await import('#distributed');
  const { eventStoreDb, postgres, allowInsecure } = serverSettings(environment, ['EVENTSTOREDB_URL', 'POSTGRES_URL']);
  return { eventStoreDb, postgres, allowInsecure, keys: keysOf(options, environment), onProgress };
}

function keysOf({ data, keys }: Options, environment: NodeJS.ProcessEnv): string {
  return resolve(keys ?? environment['TOUCHSTONE_KEYS']?.trim() ?? `${resolve(data)}.keys`);
}

async function withProgress<T>({ json }: Options, work: (onProgress: Progress) => Promise<T>): Promise<T> {
  if (json) return work(() => undefined);
  const display = await ProgressDisplay.open(process.stderr, Date.now, 'looking');
  try {
    return await work((part, done) => display.show({ phase: 'looking for keys', what: 'events', done, part }));
  } finally {
    display.end();
  }
}
