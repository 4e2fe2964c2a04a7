import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { writeMessage } from '#text';
import type { ImportSettings } from './import-file.js';
import { openLines } from './open-lines.js';
import { runImport } from './run-import.js';
import type { LineInput, LineResult, TouchpointSink } from './touchpoint-sink.js';

const SHOWN = 3;

/** Maps the file without recording anything: shows the first touchpoints and counts what cannot be mapped. Answers the exit code. */
export async function dryRun(settings: ImportSettings, out: NodeJS.WritableStream): Promise<number> {
  const opened = await openLines(settings.file, settings.mapping);
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-dry-run-'));
  try {
    return await showAll(opened.lines(0, { folder: join(folder, 'sorted') }), settings.limit, out);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function showAll(
  lines: AsyncIterable<readonly LineInput[]>,
  limit: number | undefined,
  out: NodeJS.WritableStream,
): Promise<number> {
  const { counts } = await runImport(lines, new ShowingSink(out), { limit, inFlight: 1 });
  writeMessage(out, `${counts.accepted} touchpoints can be recorded, ${counts.quarantined} records cannot.\n`);
  const frequent = Object.entries(counts.problems).toSorted(([, a], [, b]) => b - a);
  for (const [problem, times] of frequent) writeMessage(out, `${String(times).padStart(8)} x ${problem}\n`);
  return counts.quarantined > 0 ? 3 : 0;
}

/** A sink that accepts all lines and keeps nothing. */
class ShowingSink implements TouchpointSink {
  readonly target = 'nowhere';
  #shown = 0;

  constructor(private readonly out: NodeJS.WritableStream) {}

  async record(lines: readonly LineInput[]): Promise<readonly LineResult[]> {
    return lines.map((line) => {
      if ('problem' in line) return { line: line.number, status: 'quarantined', problem: line.problem };
      if (this.#shown++ < SHOWN) writeMessage(this.out, `${pretty(line.json)}\n`);
      return { line: line.number, status: 'accepted' };
    });
  }

  async close(): Promise<void> {}
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
}
