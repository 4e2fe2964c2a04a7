import type { CommandExecutor } from './executor.js';
import type { BatchOutcome, Outcome } from './outcome.js';

type Status = (Outcome | BatchOutcome)['status'];
const STATUSES: readonly Status[] = ['accepted', 'duplicate', 'quarantined', 'refused'];

/** What became of commands, by name and status; every status is there from the start. Only grows. */
export type OutcomeCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The same executor, and a count of what became of the commands it was given. What is retried from quarantine counts as its command's. */
export function countOutcomes(
  executor: CommandExecutor,
  commands: readonly string[],
): { readonly executor: CommandExecutor; readonly counts: OutcomeCounts } {
  const counts = new Map(commands.map((command) => [command, new Map<string, number>(STATUSES.map((status) => [status, 0]))]));
  const count = (command: string, status: Status): void => {
    const of = counts.get(command);
    of?.set(status, (of.get(status) ?? 0) + 1);
  };
  return {
    counts,
    executor: {
      async execute(command, text, context) {
        const outcome = await executor.execute(command, text, context);
        count(command, outcome.status);
        return outcome;
      },
      async executeMany(command, lines, context) {
        const outcomes = await executor.executeMany(command, lines, context);
        for (const { status } of outcomes) count(command, status);
        return outcomes;
      },
      async retryQuarantined(id, corrected, context) {
        const retried = await executor.retryQuarantined(id, corrected, context);
        if (retried) count(retried.command, retried.outcome.status);
        return retried;
      },
    },
  };
}
