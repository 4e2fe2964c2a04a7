import { Command } from 'commander';
import { wholeNumber, withPlaceOptions } from '#cli';
import type { CliContext } from '#slice/cli';
import type { ImportOptions } from './run-import-command.js';

const HELP = `
FILE is CSV or NDJSON, as it is or packed with gzip. Without --mapping it must be NDJSON with one touchpoint on each
line. How a mapping is written is described in examples/README.md.

It records straight into the data folder, with the settings of the server (TOUCHSTONE_KEYS, TOUCHSTONE_REGION,
TOUCHSTONE_RULES, TOUCHSTONE_KINDS). While a server uses the folder, it records over HTTP into that server.

Run the same command again after an interruption: it goes on where it stopped, and nothing is recorded twice.

Exit codes: 0 everything is recorded, 1 it could not go on, 2 wrong usage or mapping, 3 some records are in
quarantine, 130 stopped by Ctrl-C.`;

/** `touchstone import` */
export function importCommand(context: CliContext): Command {
  const command = new Command('import')
    .description('record the touchpoints of a file')
    .argument('<file>', 'the file to import')
    .option('-m, --mapping <file>', 'how a record becomes a touchpoint (YAML)');
  return withPlaceOptions(command, context.environment)
    .option('-n, --limit <number>', 'import only so many touchpoints', wholeNumber)
    .option('--dry-run', 'record nothing: show the first touchpoints and name what cannot be mapped')
    .option('--restart', 'begin at the first record, whatever an earlier run did')
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportOptions) => {
      const { runImportCommand } = await import('./run-import-command.js');
      process.exitCode = await runImportCommand(file, options, context);
    });
}
