import { resolve } from 'node:path';
import { Command } from 'commander';
import { writeMessage } from '#text';
import { version } from '../version.js';
import { showing } from './showing.js';
import { contentLines } from './content-lines.js';

interface Options {
  readonly data: string;
}

const HELP = `
Copies ledger and vault into a new folder, each at one moment, while a server goes on recording, then reads the copy to its
end. The backup has the number of its events and the root of the tree over them (backup.json), so that a restore, or
'touchstone restore FOLDER --verify-only', can tell that it holds them all, unchanged. Views are no part of it: they are built anew.

The keys folder is no part of it either. Keep a copy of it in another place: without it nobody can read the backup's sealed
content, not even you; with both, everybody can.

Of the distributed edition, EventStoreDB and PostgreSQL are backed up by their own means: see docs/operations.md.

Exit codes: 0 the backup is there, 1 it could not be made and nothing is left of it, 2 wrong usage, 130 stopped by Ctrl-C.`;

/** `touchstone backup FOLDER` */
export function backupCommand(environment: NodeJS.ProcessEnv): Command {
  return new Command('backup')
    .description('back up ledger and vault into a new folder, while a server runs')
    .argument('<folder>', 'where the backup goes: no folder yet, or an empty one')
    .option('-d, --data <folder>', 'the data folder', environment['TOUCHSTONE_DATA']?.trim() || './data')
    .addHelpText('after', HELP)
    .action(async (folder: string, options: Options) => {
      process.exitCode = await run(resolve(folder), resolve(options.data), environment);
    });
}

async function run(to: string, data: string, environment: NodeJS.ProcessEnv): Promise<number> {
  await import('reflect-metadata');
  const [{ makeBackup }, { loadConfiguration }, { DEFINITION_SETTINGS }] = await Promise.all([
    import('#backup'),
    import('#platform'),
    import('#features'),
  ]);
  const { keys } = loadConfiguration({ ...environment, TOUCHSTONE_DATA: data }, { files: DEFINITION_SETTINGS });
  const madeBy = `touchstone ${version()}`;
  return showing('Stopped: nothing is left of the backup.', async (signal, onProgress) => {
    const manifest = await makeBackup({ data, to, madeBy, now: new Date(), signal, onProgress });
    writeMessage(
      process.stdout,
      `${[`The backup is in ${to}:`, ...contentLines(manifest), `Keep ${keys} too, in another place: without it, this backup cannot be read.`].join('\n')}\n`,
    );
  });
}
