import { CommandBus, CommandHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { Inject, Injectable, Logger, type Provider, type Type } from '@nestjs/common';
import type { BatchLine, BatchOutcome, CommandContext, CommandExecutor, ExtraOf, Outcome } from '#commands';
import type { AnswerOf, QueryDefinition, QueryLog, QuestionOf, ReadSide } from './query.js';
import { queryLog } from './query-log.js';
import type { Slice } from './slice.js';

/** The commands of a slice, for its controllers. A name that the slice does not list does not compile. */
export interface CommandsOf<S extends Pick<Slice, 'commands'>> {
  /** See `CommandExecutor.execute`; `text` is the input as JSON. */
  execute<Name extends keyof S['commands'] & string>(
    name: Name,
    text: string,
    context: CommandContext,
  ): Promise<Outcome<ExtraOf<Awaited<ReturnType<S['commands'][Name]>>>>>;
  /** See `CommandExecutor.executeMany`. */
  executeMany(
    name: keyof S['commands'] & string,
    lines: readonly BatchLine[],
    context: CommandContext,
  ): Promise<readonly BatchOutcome[]>;
  /** See `CommandExecutor.retryQuarantined`; the item may be of any slice's command. */
  retryQuarantined: CommandExecutor['retryQuarantined'];
}

/** The queries of a slice, for its controllers. A name that the slice does not list does not compile. */
export interface QueriesOf<S extends Pick<Slice, 'queries'>> {
  /**
   * Answers a question; with `after`, a position that recording answered with, once the views that it reads have got there.
   * @throws ViewsBehindError
   */
  ask<Name extends keyof S['queries'] & string>(
    name: Name,
    question: QuestionOf<S['queries'][Name]>,
    after?: string,
  ): Promise<AnswerOf<S['queries'][Name]>>;
}

/** Carries out commands in a Nest program, whatever slice they are of. */
export const COMMAND_EXECUTOR = Symbol('CommandExecutor');
/** What queries are answered from: `ReadSide`. */
export const READ_SIDE = Symbol('ReadSide');
/** Resolves once the named sets have got as far as a position: `WaitFor`. */
export const WAIT_FOR = Symbol('WaitFor');

/** @throws ViewsBehindError where that takes too long */
export type WaitFor = (position: string, sets: readonly string[]) => Promise<void>;

class ExecuteMany {
  constructor(
    readonly command: string,
    readonly lines: readonly BatchLine[],
    readonly context: CommandContext,
  ) {}
}

@CommandHandler(ExecuteMany)
class ExecuteManyHandler {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ command, lines, context }: ExecuteMany): Promise<readonly BatchOutcome[]> {
    return this.executor.executeMany(command, lines, context);
  }
}

class RetryQuarantined {
  constructor(
    readonly id: string,
    readonly corrected: string | undefined,
    readonly context: CommandContext,
  ) {}
}

@CommandHandler(RetryQuarantined)
class RetryQuarantinedHandler {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  execute({ id, corrected, context }: RetryQuarantined): ReturnType<CommandExecutor['retryQuarantined']> {
    return this.executor.retryQuarantined(id, corrected, context);
  }
}

/** A message of the bus: its class is what the bus finds the handler by. */
type Message = Type<{ readonly content: unknown }>;

function messageClass(name: string): Message {
  const made = class {
    constructor(readonly content: unknown) {}
  };
  Object.defineProperty(made, 'name', { value: name });
  return made;
}

interface CommandMessage {
  readonly content: { readonly text: string; readonly context: CommandContext };
}

interface QueryMessage {
  readonly content: { readonly question: unknown; readonly after: string | undefined };
}

function commandHandler(name: string, message: Message): Type {
  @CommandHandler(message)
  class Handler {
    constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

    execute({ content: { text, context } }: CommandMessage): Promise<Outcome> {
      return this.executor.execute(name, text, context);
    }
  }
  return Handler;
}

function queryHandler(definition: QueryDefinition, message: Message): Type {
  @QueryHandler(message)
  class Handler {
    readonly #log: QueryLog = queryLog(definition.name, new Logger('Queries'));

    constructor(
      @Inject(READ_SIDE) private readonly read: ReadSide,
      @Inject(WAIT_FOR) private readonly waitFor: WaitFor,
    ) {}

    async execute({ content: { question, after } }: QueryMessage): Promise<unknown> {
      if (after !== undefined) await this.waitFor(after, definition.reads);
      return definition.answer(this.read, question, this.#log);
    }
  }
  return Handler;
}

type Messages = ReadonlyMap<string, Message>;
const COMMAND_MESSAGES = Symbol('CommandMessages');
const QUERY_MESSAGES = Symbol('QueryMessages');

/** The commands of every slice, over Nest's bus; inject it typed as `CommandsOf` one's own slice. */
@Injectable()
export class Commands implements CommandsOf<Slice> {
  constructor(
    private readonly bus: CommandBus,
    @Inject(COMMAND_MESSAGES) private readonly messages: Messages,
  ) {}

  execute(name: string, text: string, context: CommandContext): Promise<Outcome> {
    return this.bus.execute(make(this.messages, name, { text, context }));
  }

  executeMany(name: string, lines: readonly BatchLine[], context: CommandContext): Promise<readonly BatchOutcome[]> {
    return this.bus.execute(new ExecuteMany(name, lines, context));
  }

  retryQuarantined(
    id: string,
    corrected: string | undefined,
    context: CommandContext,
  ): ReturnType<CommandExecutor['retryQuarantined']> {
    return this.bus.execute(new RetryQuarantined(id, corrected, context));
  }
}

/** The queries of every slice, over Nest's bus; inject it typed as `QueriesOf` one's own slice. */
@Injectable()
export class Queries implements QueriesOf<Slice> {
  constructor(
    private readonly bus: QueryBus,
    @Inject(QUERY_MESSAGES) private readonly messages: Messages,
  ) {}

  ask(name: string, question: unknown, after?: string): Promise<never> {
    return this.bus.execute(make(this.messages, name, { question, after })) as Promise<never>;
  }
}

function make(messages: Messages, name: string, content: unknown): object {
  const message = messages.get(name);
  if (!message) throw new Error(`This program does not answer ${name}.`);
  return new message(content);
}

/** Handlers of all commands of these slices, and `Commands`. Needs `COMMAND_EXECUTOR`. */
export function commandProviders(slices: readonly Pick<Slice, 'commands'>[]): Provider[] {
  const names = slices.flatMap(({ commands }) => Object.keys(commands));
  const messages = new Map(names.map((name) => [name, messageClass(name)]));
  return [
    ...[...messages].map(([name, message]) => commandHandler(name, message)),
    ExecuteManyHandler,
    RetryQuarantinedHandler,
    { provide: COMMAND_MESSAGES, useValue: messages },
    Commands,
  ];
}

/** Handlers of all queries of these slices, and `Queries`. Needs `READ_SIDE` and `WAIT_FOR`. */
export function queryProviders(slices: readonly Pick<Slice, 'queries'>[]): Provider[] {
  const definitions = slices.flatMap(({ queries }) => Object.values(queries));
  const handled = definitions.map((definition) => ({ definition, message: messageClass(definition.name) }));
  return [
    ...handled.map(({ definition, message }) => queryHandler(definition, message)),
    { provide: QUERY_MESSAGES, useValue: new Map(handled.map(({ definition: { name }, message }) => [name, message])) },
    Queries,
  ];
}
