import type { LedgerEvent } from '#events';
import type { FieldProblem } from '#platform';
import type { Decision } from './decision.js';
import type { CommandProblem } from './outcome.js';

/** What a decision is given beside the state and the command itself. */
export interface Given {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Keyed digest of the definition's `content`: equal only for equal content. Empty where there is no `content`. */
  readonly fingerprint: string;
}

/** One thing that can be asked of the write side. `State` is folded from the events of the stream that the input names. */
export interface CommandDefinition<
  Name extends string = string,
  Input extends object = object,
  State = unknown,
  Extra extends object = object,
> {
  readonly name: Name;
  /** Describes the input by class-validator's decorators; unknown fields are refused. */
  readonly input: new () => Input;
  /** What no decorator can say of the input. */
  check?(input: Input): readonly FieldProblem[];
  stream(input: Input): string;
  /** The same id for the same thing, so that it can be recorded once only. Default: a random one. */
  eventId?(input: Input): string;
  /** All that the input says, as text, where the decision compares it with what was recorded before: `Given.fingerprint`. */
  content?(input: Input): string;
  /** The state before the first event. */
  readonly initial: State;
  /** Pure. */
  evolve(state: State, event: LedgerEvent): State;
  /** Pure. */
  decide(state: State, input: Input, given: Given): Decision<Extra>;
  /** Why what the ledger cannot take in one piece is refused. `limit`: bytes of an event, where the store says. */
  tooLarge?(input: Input, limit: number | undefined): CommandProblem;
  /** Where an item that is refused comes from, as the quarantine shows it. */
  sourceOf?(input: Input): string;
}

/** A command, with its types inferred. */
export function defineCommand<Name extends string, Input extends object, State, Extra extends object = object>(
  definition: CommandDefinition<Name, Input, State, Extra>,
): CommandDefinition<Name, Input, State, Extra> {
  return definition;
}

/** A command that is loaded when it is first carried out: threads and short commands of the command line that only read do without. */
export type LazyCommand<Definition extends CommandDefinition = CommandDefinition> = () => Promise<Definition>;

export type ExtraOf<Command> = Command extends {
  decide(state: never, input: never, given: Given): Decision<infer Extra>;
}
  ? Extra
  : never;
