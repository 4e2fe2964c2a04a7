export { type CommandDefinition, defineCommand, type ExtraOf, type Given, type LazyCommand } from './command.js';
export { countOutcomes, type OutcomeCounts } from './count-outcomes.js';
export { type Composition, type Decision, type Draft, record, recordPlainly, refuse } from './decision.js';
export {
  type BatchLine,
  type CommandContext,
  type CommandExecutor,
  createExecutor,
  type ExecutorOptions,
  UnknownCommandError,
} from './executor.js';
export { type Accepted, type BatchOutcome, type CommandProblem, type Duplicate, invalid, type Outcome } from './outcome.js';
export { type ReadInput, readInput } from './read-input.js';
