import { readFile } from 'node:fs/promises';
import { CommandError, codeOf, exitCodeFor, messageOf, placeChoice, type PlaceOptions } from '#cli';
import type { CliContext } from '#slice/cli';
import { writeMessage } from '#text';
import { dryRun } from './dry-run.js';
import { importFile, type ImportSettings } from './import-file.js';
import { openSink } from './open-sink.js';

/** The options of `touchstone import`, as commander reads them. */
export interface ImportOptions extends PlaceOptions {
  readonly mapping?: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly restart?: boolean;
}

/** Runs `touchstone import`. Answers the exit code. */
export async function runImportCommand(file: string, options: ImportOptions, context: CliContext): Promise<number> {
  const { out, progress } = context.terminal;
  try {
    const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping);
    const settings: ImportSettings = { file, mapping, limit: options.limit ?? Infinity, restart: options.restart === true };
    if (options.dryRun === true) return await dryRun(settings, out);
    return await importFile(settings, () => openSink(context, placeChoice(options)), context.terminal);
  } catch (error) {
    if (codeOf(error) !== 'invalid-mapping') throw error;
    const where = options.mapping === undefined ? '' : `The mapping ${options.mapping} has mistakes:\n`;
    writeMessage(progress, `${where}${messageOf(error)}\n`);
    return exitCodeFor(error);
  }
}

async function readMapping(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError('invalid-mapping', `it cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
