import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOptions } from './bench-row.js';
import { ImportWatch, type ImportFigures } from './import-watch.js';
import { madeUpTouchpoint, type MadeUpSize } from './made-up-touchpoints.js';
import { startProgram } from './processes.js';

/** A data folder that was filled by an import. */
export interface ImportedLedger extends MadeUpSize {
  readonly data: string;
  readonly keys: string;
}

/** A ledger, and what importing it took. */
export interface Imported {
  readonly ledger: ImportedLedger;
  readonly figures: ImportFigures;
}

const POLL_MS = 250;
const LINES_A_WRITE = 500;

/** What an import of this scale fills. */
function ledgerOf({ scale, folder }: BenchOptions): ImportedLedger {
  return {
    data: join(folder, 'data'),
    keys: join(folder, 'data.keys'),
    touchpoints: Math.ceil(1_000_000 * scale),
    customers: Math.ceil(100_000 * scale),
  };
}

/** Fills the ledger anew with `touchstone import`, which ends when the views have all; watches that process from outside. */
export async function importLedger(options: BenchOptions): Promise<Imported> {
  const ledger = ledgerOf(options);
  const { data, keys, touchpoints } = ledger;
  const file = join(options.folder, 'touchpoints.ndjson');
  for (const path of [data, keys, marker(options)]) rmSync(path, { recursive: true, force: true });
  await writeTouchpoints(file, ledger, 0, touchpoints);

  const program = startProgram('cli', ['import', file, '--data', data], { TOUCHSTONE_KEYS: keys });
  const watch = new ImportWatch(program.pid, data, touchpoints);
  while (program.running()) {
    await watch.look();
    await Promise.race([program.ended, sleep(POLL_MS)]);
  }
  if ((await program.ended) !== 0) throw new Error(`The import failed: ${program.output()}`);
  const figures = await watch.figures();
  rmSync(file);
  writeFileSync(marker(options), JSON.stringify({ ledger, figures } satisfies Imported));
  return { ledger, figures };
}

/** What the last import of this scale left in the folder, and what it took; imports where there is none. */
export async function lastImport(options: BenchOptions): Promise<Imported> {
  const found = existsSync(marker(options)) ? (JSON.parse(readFileSync(marker(options), 'utf8')) as Imported) : undefined;
  return found && JSON.stringify(found.ledger) === JSON.stringify(ledgerOf(options)) ? found : importLedger(options);
}

/** The ledger that an import of this scale left in the folder; imports it where there is none. */
export async function importedLedger(options: BenchOptions): Promise<ImportedLedger> {
  return (await lastImport(options)).ledger;
}

/** Writes `count` touchpoints from number `first` on to a file, one on each line. */
export async function writeTouchpoints(file: string, size: MadeUpSize, first: number, count: number): Promise<void> {
  const stream = createWriteStream(file);
  let text = '';
  for (let index = first; index < first + count; index++) {
    text += `${JSON.stringify(madeUpTouchpoint(index, size))}\n`;
    if ((index - first) % LINES_A_WRITE !== LINES_A_WRITE - 1) continue;
    if (!stream.write(text)) await once(stream, 'drain');
    text = '';
  }
  stream.end(text);
  await once(stream, 'close');
}

/** Stands beside a ledger that was imported to the end. */
function marker({ folder }: BenchOptions): string {
  return join(folder, 'imported.json');
}
