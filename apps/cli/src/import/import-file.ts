import { ImportProgress } from './import-progress.js';
import { summary } from './import-summary.js';
import { openLines } from './open-lines.js';
import { ProgressDisplay } from './progress-display.js';
import { NOTHING_YET, runImport, type ImportCounts } from './run-import.js';
import type { TouchpointSink } from './touchpoint-sink.js';

export interface ImportSettings {
  readonly file: string;
  /** The mapping's text; without one the file holds touchpoints. */
  readonly mapping: string | undefined;
  /** Where progress is kept. */
  readonly folder: string;
  /** At most so many touchpoints. */
  readonly limit: number;
  /** Begin at the first record, whatever an earlier run did. */
  readonly restart: boolean;
}

export interface ImportConsole {
  readonly out: NodeJS.WritableStream;
  readonly progress: NodeJS.WriteStream;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/**
 * Imports a file into the sink, from where an earlier run stopped, and closes the sink. Answers the exit code.
 * @throws ImportError
 */
export async function importFile(
  settings: ImportSettings,
  sink: TouchpointSink,
  { out, progress, clock }: ImportConsole,
): Promise<number> {
  const stop = new AbortController();
  const onInterrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
    progress.write('\nFinishing what is under way; press Ctrl-C again to stop at once.\n');
  };
  process.on('SIGINT', onInterrupt);
  try {
    const opened = await openLines(settings.file, settings.mapping);
    const { file, tables } = opened;
    const saved = new ImportProgress(settings.folder, { file, tables, mapping: settings.mapping ?? '', target: sink.target });
    const before = settings.restart ? undefined : saved.load();
    const startedWith = before?.lines ?? 0;
    if (startedWith > 0) out.write(`Going on after ${startedWith} touchpoints that were recorded before.\n`);
    const display = new ProgressDisplay(progress, clock);
    const startedAt = clock();
    let done = { lines: startedWith, counts: before?.counts ?? NOTHING_YET };
    const show = (): void => display.show({ ...opened.progress(), lines: done.lines - startedWith });
    const timer = setInterval(show, 250);
    const onAcknowledged = (lines: number, counts: ImportCounts): void => {
      done = { lines: startedWith + lines, counts };
      saved.save(done, clock());
    };
    try {
      const lines = opened.lines(startedWith, { folder: saved.sortFolder });
      const result = await runImport(lines, sink, {
        limit: settings.limit,
        signal: stop.signal,
        before: done.counts,
        onAcknowledged,
      });
      if (result.complete) saved.clear();
      else saved.save(done, clock(), true);
      display.end();
      out.write(
        summary({ counts: result.counts, lines: result.lines, seconds: (clock() - startedAt) / 1000, target: sink.target }),
      );
      if (stop.signal.aborted && !result.complete) {
        out.write(`Stopped after ${done.lines} touchpoints. Run the same command again to go on.\n`);
        return 130;
      }
      return result.counts.quarantined > 0 ? 3 : 0;
    } catch (error) {
      if (done.lines > startedWith) saved.save(done, clock(), true);
      throw error;
    } finally {
      clearInterval(timer);
      display.end();
    }
  } finally {
    process.off('SIGINT', onInterrupt);
    await sink.close();
  }
}
