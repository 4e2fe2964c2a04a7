import { ProgressDisplay, untilInterrupted } from '#cli';
import type { Terminal } from '#slice/cli';
import { writeMessage } from '#text';
import { ImportProgress } from './import-progress.js';
import { summary } from './import-summary.js';
import { openLines, type OpenedLines } from './open-lines.js';
import { NOTHING_YET, runImport, type ImportCounts } from './run-import.js';
import type { OpenedSink } from './open-sink.js';
import type { TouchpointSink } from './touchpoint-sink.js';

export interface ImportSettings {
  readonly file: string;
  /** The mapping's text; without one the file holds touchpoints. */
  readonly mapping: string | undefined;
  /** The most touchpoints to record. */
  readonly limit: number;
  /** Begin at the first record, ignoring the progress of an earlier run. */
  readonly restart: boolean;
}

/**
 * Imports a file into the sink, from where an earlier run stopped, and closes the sink. The sink is opened when the file
 * and its mapping are known to be readable. Answers the exit code.
 * @throws CommandError
 */
export async function importFile(
  settings: ImportSettings,
  openSink: () => Promise<OpenedSink>,
  terminal: Terminal,
): Promise<number> {
  const work = async (signal: AbortSignal): Promise<number> => {
    const lines = await openLines(settings.file, settings.mapping);
    const { sink, folder } = await openSink();
    try {
      return await record(settings, lines, sink, folder, terminal, signal);
    } finally {
      await sink.close();
    }
  };
  return untilInterrupted(work, () =>
    writeMessage(terminal.progress, '\nFinishing what is under way; press Ctrl-C again to stop at once.\n'),
  );
}

async function record(
  settings: ImportSettings,
  opened: OpenedLines,
  sink: TouchpointSink,
  folder: string,
  { out, progress, clock }: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { file, tables } = opened;
  const saved = new ImportProgress(folder, { file, tables, mapping: settings.mapping ?? '', target: sink.target });
  const before = settings.restart ? undefined : saved.load();
  const startedWith = before?.lines ?? 0;
  if (startedWith > 0) writeMessage(out, `Going on after ${startedWith} touchpoints that were recorded before.\n`);
  const display = await ProgressDisplay.open(progress, clock, opened.progress().phase);
  const startedAt = clock();
  let done = { lines: startedWith, counts: before?.counts ?? NOTHING_YET };
  const timer = setInterval(
    () => display.show({ ...opened.progress(), what: 'touchpoints', done: done.lines - startedWith }),
    250,
  );
  const onAcknowledged = (lines: number, counts: ImportCounts): void => {
    done = { lines: startedWith + lines, counts };
    saved.save(done, clock());
  };
  try {
    const lines = opened.lines(startedWith, { folder: saved.sortFolder });
    const { limit } = settings;
    const result = await runImport(lines, sink, { limit, signal, before: done.counts, onAcknowledged });
    if (result.complete) saved.clear();
    else saved.save(done, clock(), true);
    clearInterval(timer);
    const recordedAt = clock();
    const behind = await sink.settle?.({
      signal,
      onProgress: (events, all) =>
        display.show({ phase: 'bringing the views up to date', what: 'events', part: events / all, done: events }),
    });
    display.end();
    const facts = { ...result, seconds: (recordedAt - startedAt) / 1000, target: sink.target };
    writeMessage(
      out,
      summary(behind === undefined ? facts : { ...facts, views: { behind, seconds: (clock() - recordedAt) / 1000 } }),
    );
    if (signal.aborted && !result.complete) {
      writeMessage(out, `Stopped after ${done.lines} touchpoints. Run the same command again to go on.\n`);
      return 130;
    }
    return result.counts.quarantined > 0 ? 3 : 0;
  } catch (error) {
    display.end();
    if (done.lines > startedWith) {
      saved.save(done, clock(), true);
      writeMessage(
        out,
        `${done.lines} touchpoints are recorded or in quarantine. When the cause is mended, run the same command again.\n`,
      );
    }
    throw error;
  } finally {
    clearInterval(timer);
    display.end();
  }
}
