import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { dryRun } from './dry-run.js';
import { codeOf, CommandError, exitCodeFor, messageOf } from '../command-error.js';
import { urlArgument } from '../server/server-address.js';
import { importFile, type ImportSettings } from './import-file.js';
import { openSink } from './open-sink.js';
import { wholeNumber } from '../whole-number.js';

interface Options {
  readonly mapping?: string;
  readonly url?: string;
  readonly token?: string;
  readonly data: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly restart?: boolean;
}

const HELP = `
FILE is CSV or NDJSON, as it is or packed with gzip. Without --mapping it must be NDJSON with one touchpoint on each
line. How a mapping is written is described in examples/README.md.

It records straight into the data folder, with the settings of the server (TOUCHSTONE_KEYS, TOUCHSTONE_REGION,
TOUCHSTONE_RULES, TOUCHSTONE_KINDS). While a server uses the folder, it records over HTTP into that server.

Run the same command again after an interruption: it goes on where it stopped, and nothing is recorded twice.

Exit codes: 0 everything is recorded, 1 it could not go on, 2 wrong usage or mapping, 3 some records are in
quarantine, 130 stopped by Ctrl-C.`;

/** `touchstone import` */
export function importCommand(environment: NodeJS.ProcessEnv): Command {
  return new Command('import')
    .description('record the touchpoints of a file')
    .argument('<file>', 'the file to import')
    .option('-m, --mapping <file>', 'how a record becomes a touchpoint (YAML)')
    .option('-d, --data <folder>', 'the data folder to record into', environment['TOUCHSTONE_DATA']?.trim() || './data')
    .option('-u, --url <url>', 'record over HTTP, into the server at this address', urlArgument)
    .option(
      '-t, --token <token>',
      "the server's access token (better: TOUCHSTONE_TOKEN, which other users of this machine cannot see)",
    )
    .option('-n, --limit <number>', 'import only so many touchpoints', wholeNumber)
    .option('--dry-run', 'record nothing: show the first touchpoints and name what cannot be mapped')
    .option('--restart', 'begin at the first record, whatever an earlier run did')
    .addHelpText('after', HELP)
    .action(async (file: string, options: Options) => {
      process.exitCode = await run(file, options, environment);
    });
}

async function run(file: string, options: Options, environment: NodeJS.ProcessEnv): Promise<number> {
  try {
    const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping);
    const settings: ImportSettings = { file, mapping, limit: options.limit ?? Infinity, restart: options.restart === true };
    if (options.dryRun === true) return await dryRun(settings, process.stdout);
    const { url, token } = options;
    const choice = {
      data: resolve(options.data),
      environment,
      ...(url === undefined ? {} : { url }),
      ...(token === undefined ? {} : { token }),
    };
    return await importFile(settings, () => openSink(choice, (text) => process.stderr.write(`${text}\n`)), {
      out: process.stdout,
      progress: process.stderr,
      clock: Date.now,
    });
  } catch (error) {
    if (codeOf(error) !== 'bad-mapping') throw error;
    const where = options.mapping === undefined ? '' : `The mapping ${options.mapping} has mistakes:\n`;
    process.stderr.write(`${where}${messageOf(error)}\n`);
    return exitCodeFor(error);
  }
}

async function readMapping(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError('bad-mapping', `it cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
