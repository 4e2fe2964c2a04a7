import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { dryRun } from './dry-run.js';
import { ImportError } from './import-error.js';
import { importFile, type ImportSettings } from './import-file.js';
import { openSink } from './open-sink.js';
import { progressFolder } from './import-progress.js';

interface Options {
  readonly mapping?: string;
  readonly url: string;
  readonly token?: string;
  readonly data?: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly restart?: boolean;
}

const HELP = `
FILE is CSV or NDJSON, as it is or packed with gzip. Without --mapping it must be NDJSON with one touchpoint on each
line. How a mapping is written is described in examples/README.md.

Run the same command again after an interruption: it goes on where it stopped, and nothing is recorded twice.

Exit codes: 0 everything is recorded, 1 it could not go on, 2 wrong usage or mapping, 3 some records are in
quarantine, 130 stopped by Ctrl-C.`;

/** `touchstone import` */
export function importCommand(environment: NodeJS.ProcessEnv): Command {
  return new Command('import')
    .description('record the touchpoints of a file')
    .argument('<file>', 'the file to import')
    .option('-m, --mapping <file>', 'how a record becomes a touchpoint (YAML)')
    .option('-u, --url <url>', 'the address of the server', 'http://127.0.0.1:4180')
    .option('-t, --token <token>', 'its access token (better: TOUCHSTONE_TOKEN, which other users of this machine cannot see)')
    .option('-d, --data <folder>', 'the data folder of the server, where it runs on this machine', environment['TOUCHSTONE_DATA'])
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
    const folder = progressFolder(options.data, environment);
    const settings: ImportSettings = {
      file,
      mapping,
      folder,
      limit: options.limit ?? Infinity,
      restart: options.restart === true,
    };
    if (options.dryRun === true) return await dryRun(settings, process.stdout);
    const data = options.data ?? './data';
    const sink = openSink({
      url: options.url,
      data,
      environment,
      ...(options.token === undefined ? {} : { token: options.token }),
    });
    return await importFile(settings, sink, { out: process.stdout, progress: process.stderr, clock: Date.now });
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const where = error.code === 'bad-mapping' ? `The mapping ${options.mapping ?? ''} has mistakes:\n` : '';
    process.stderr.write(`${where}${error.message}\n`);
    return error.code === 'bad-mapping' || error.code === 'no-token' ? 2 : 1;
  }
}

async function readMapping(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ImportError('bad-mapping', `it cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number above 0');
  return value;
}
