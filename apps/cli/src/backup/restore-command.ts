import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { writeMessage } from '#text';
import { contentLines } from './content-lines.js';
import { showing } from './showing.js';

interface Options {
  readonly data: string;
  readonly keys?: string;
  readonly verifyOnly?: boolean;
}

const HELP = `
Makes a data folder of a backup and checks it on the way: every file against its SHA-256, every event against the root that the
backup was made with, and the vault against the master key. The folder is there whole or not at all; one that holds something
is refused. The next start builds the views.

A backup of before an erasure brings back what was erased since: see docs/operations.md for what to do again.

Exit codes: 0 restored, or the backup is whole, 1 it is not, and nothing is left of the folder, 2 wrong usage, 130 stopped by Ctrl-C.`;

/** `touchstone restore FOLDER` */
export function restoreCommand(environment: NodeJS.ProcessEnv): Command {
  return new Command('restore')
    .description('make a data folder of a backup, checked to its last event')
    .argument('<folder>', 'the backup')
    .option('-d, --data <folder>', 'the data folder to make', environment['TOUCHSTONE_DATA']?.trim() || './data')
    .option('-k, --keys <folder>', 'the folder of the keys (default: TOUCHSTONE_KEYS, or the data folder with .keys)')
    .option('--verify-only', 'check the backup and write nothing')
    .addHelpText('after', HELP)
    .action(async (folder: string, options: Options) => {
      process.exitCode = await run(resolve(folder), options, environment);
    });
}

async function run(from: string, options: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  await import('reflect-metadata');
  const [{ restoreBackup, verifyBackup }, { loadConfiguration }, { DEFINITION_SETTINGS }, { openSqliteVault }] =
    await Promise.all([import('#backup'), import('#platform'), import('#features'), import('#vault')]);
  if (options.verifyOnly === true) {
    return showing('Stopped.', async (signal, onProgress) => {
      const manifest = await verifyBackup({ from, signal, onProgress });
      writeMessage(process.stdout, `The backup in ${from} is whole:\n${contentLines(manifest).join('\n')}\n`);
    });
  }
  const data = resolve(options.data);
  const keysSetting = options.keys === undefined ? {} : { TOUCHSTONE_KEYS: resolve(options.keys) };
  const { keys } = loadConfiguration({ ...environment, TOUCHSTONE_DATA: data, ...keysSetting }, { files: DEFINITION_SETTINGS });
  const hasKey = existsSync(join(keys, 'master.key'));
  return showing('Stopped: nothing is left of the folder.', async (signal, onProgress) => {
    const manifest = await restoreBackup({
      from,
      data,
      signal,
      onProgress,
      async check(folder) {
        if (hasKey) await openSqliteVault({ path: join(folder, 'vault.db'), keysDir: keys, readonly: true }).close();
      },
    });
    const next = hasKey
      ? `Its vault opens with the master key in ${keys}. Start the server; it builds its views first.`
      : `There is no master.key in ${keys}: put back your copy of the keys folder before you start the server.`;
    writeMessage(process.stdout, `Restored into ${data}:\n${contentLines(manifest).join('\n')}\n${next}\n`);
  });
}
