import type { BackupNews } from '#backup';
import { ProgressDisplay, untilInterrupted } from '#cli';
import { writeMessage } from '#text';

const PHASES: Readonly<Record<BackupNews['phase'], { readonly phase: string; readonly what: string; readonly unit: number }>> = {
  copying: { phase: 'copying', what: 'MB', unit: 1_000_000 },
  reading: { phase: 'reading every event', what: 'events', unit: 1 },
};

/** Runs `work` with its progress on the terminal, until Ctrl-C, which makes it say `stopped`. Answers the exit code. */
export async function showing(
  stopped: string,
  work: (signal: AbortSignal, onProgress: (news: BackupNews) => void) => Promise<void>,
): Promise<number> {
  const display = await ProgressDisplay.open(process.stderr, Date.now);
  return untilInterrupted(async (signal) => {
    try {
      await work(signal, ({ phase, done, part }) => {
        const { unit, ...texts } = PHASES[phase];
        display.show({ ...texts, done: Math.round(done / unit), part });
      });
      return 0;
    } catch (error) {
      if (!signal.aborted) throw error;
      writeMessage(process.stderr, `\n${stopped}\n`);
      return 130;
    } finally {
      display.end();
    }
  });
}
