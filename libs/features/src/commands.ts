import { type CommandExecutor, createExecutor, type ExecutorOptions } from '#commands';
import { allOf, type Slice } from '#slice';

/** Quarantined items of versions that knew one command only do not name it. */
const UNNAMED_QUARANTINED = 'RecordTouchpoint';

/** Carries out the commands of all slices. */
export function executorOf(
  slices: readonly Slice[],
  ports: Omit<ExecutorOptions, 'commands' | 'unnamedQuarantined'>,
): CommandExecutor {
  return createExecutor({ ...ports, commands: allOf(slices, 'commands'), unnamedQuarantined: UNNAMED_QUARANTINED });
}
