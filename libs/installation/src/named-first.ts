import type { CommandExecutor } from '#commands';
import type { Installation } from './installation.js';

/** Carries out nothing before ledger and vault have their name. */
export function namedFirst(executor: CommandExecutor, installation: Pick<Installation, 'ensureNamed'>): CommandExecutor {
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    await installation.ensureNamed();
    return work();
  };
  return {
    execute: (command, text, context) => named(() => executor.execute(command, text, context)),
    executeMany: (command, lines, context) => named(() => executor.executeMany(command, lines, context)),
    retryQuarantined: (id, corrected, context) => named(() => executor.retryQuarantined(id, corrected, context)),
  };
}
