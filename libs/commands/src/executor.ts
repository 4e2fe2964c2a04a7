import { randomUUID } from 'node:crypto';
import type { EventMetadata } from '#events';
import { coalesce } from './coalesce.js';
import type { CommandDefinition, LazyCommand } from './command.js';
import type { BatchOutcome, CommandProblem, Outcome } from './outcome.js';
import { readInput } from './read-input.js';
import { runItems } from './run-items.js';
import type { CommandPorts, Item, Result } from './item.js';

/** Who wants it, and in which request. */
export interface CommandContext {
  readonly metadata: EventMetadata;
}

/** A line of a batch: text to be read, or one that could not even be made into one, with the reason. */
export interface BatchLine {
  readonly text: string;
  readonly problem?: CommandProblem;
}

/**
 * The one way in: every write is a command. What is answered as accepted is durable. Plain data in and out, so it may live
 * in a thread of its own.
 */
export interface CommandExecutor {
  /** Carries out one command, its input given as JSON text. Calls that come together share transactions; none waits for others to come. */
  execute(command: string, text: string, context: CommandContext): Promise<Outcome>;
  /** Carries out many; what is refused or fails goes to quarantine and the rest goes on. One outcome a line, in order. */
  executeMany(command: string, lines: readonly BatchLine[], context: CommandContext): Promise<readonly BatchOutcome[]>;
  /** Tries a quarantined item again, as it is or corrected. It leaves the quarantine when it is recorded. `undefined`: no such item. */
  retryQuarantined(
    id: string,
    corrected: string | undefined,
    context: CommandContext,
  ): Promise<{ readonly command: string; readonly outcome: Outcome } | undefined>;
}

export interface ExecutorOptions extends CommandPorts {
  readonly commands: Readonly<Record<string, LazyCommand>>;
  /** The command of quarantined items that do not say theirs: earlier versions kept those of one command only. */
  readonly unnamedQuarantined: string;
  /** An item failed by an error that nobody foresaw; its caller is told, and in a batch the item is kept in quarantine. */
  readonly onUnexpected?: (error: unknown, command: string) => void;
}

/** A command of this name is not there: a newer version put the item into quarantine, say. */
export class UnknownCommandError extends Error {
  readonly code = 'unknown-command';
  constructor(readonly command: string) {
    super(`There is no command ${command} in this version of Touchstone.`);
  }
}

/** A line of a batch that is to be carried out, or why it cannot be. */
type ReadLine = { readonly item: Item } | { readonly problem: CommandProblem };

/** A batch so large is worth a transaction of its own; smaller ones share theirs with others that come at the same time. */
const LARGE_BATCH = 50;

export function createExecutor(options: ExecutorOptions): CommandExecutor {
  const { commands, quarantine, vault, now, unnamedQuarantined, onUnexpected = () => undefined } = options;
  const runShared = coalesce((items: readonly Item[]) => runItems(items, options));

  const loaded = new Map<string, CommandDefinition>();

  async function load(name: string): Promise<CommandDefinition> {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UnknownCommandError(name);
    const definition = await command();
    loaded.set(name, definition);
    return definition;
  }

  const itemOf = (command: CommandDefinition, input: object, { metadata }: CommandContext): Item => ({
    command,
    input,
    metadata,
    stream: command.stream(input),
    eventId: command.eventId?.(input) ?? randomUUID(),
    fingerprint: command.content ? vault.fingerprint(command.content(input)) : '',
  });

  async function execute(name: string, text: string, context: CommandContext): Promise<Outcome> {
    const command = loaded.get(name) ?? (await load(name));
    const read = readInput(command, text);
    if ('problem' in read) return { status: 'refused', problem: read.problem };
    const result = await runShared(itemOf(command, read.input, context));
    if (result.status === 'failed') throw result.error;
    return result;
  }

  async function run(items: readonly Item[]): Promise<readonly Result[]> {
    return items.length < LARGE_BATCH ? Promise.all(items.map(runShared)) : runItems(items, options);
  }

  /** What nobody foresaw fails its own line alone. */
  function readLine(command: CommandDefinition, { text, problem }: BatchLine, context: CommandContext): ReadLine {
    if (problem) return { problem };
    try {
      const read = readInput(command, text);
      return 'problem' in read ? read : { item: itemOf(command, read.input, context) };
    } catch (error) {
      onUnexpected(error, command.name);
      return { problem: UNEXPECTED };
    }
  }

  return {
    execute,

    async executeMany(name, lines, context) {
      const command = loaded.get(name) ?? (await load(name));
      const reads = lines.map((line) => readLine(command, line, context));
      const results = (await run(reads.flatMap((read) => ('item' in read ? [read.item] : [])))).values();
      const outcomes = reads.map((read): Outcome => {
        if ('problem' in read) return { status: 'refused', problem: read.problem };
        const result = results.next().value ?? { status: 'failed', error: new Error('The item has no result.') };
        if (result.status !== 'failed') return result;
        onUnexpected(result.error, name);
        return { status: 'refused', problem: UNEXPECTED };
      });
      const refusals = outcomes.flatMap((outcome, index) =>
        outcome.status === 'refused' ? [{ index, problem: outcome.problem }] : [],
      );
      if (refusals.length === 0) return outcomes as BatchOutcome[];
      const receivedAt = new Date(now()).toISOString();
      const kept = await quarantine.add(
        refusals.map(({ index, problem }) => ({
          receivedAt,
          command: name,
          source: sourceOf(command, reads[index]),
          problem,
          body: lines[index]?.text ?? '',
        })),
      );
      const batch: (Outcome | BatchOutcome)[] = [...outcomes];
      refusals.forEach(({ index, problem }, at) => {
        batch[index] = { status: 'quarantined', quarantineId: kept[at]?.id ?? '', problem };
      });
      return batch as BatchOutcome[];
    },

    async retryQuarantined(id, corrected, context) {
      const item = await quarantine.get(id);
      if (!item) return undefined;
      const command = item.command ?? unnamedQuarantined;
      const outcome = await execute(command, corrected ?? item.body, context);
      if (outcome.status !== 'refused') await quarantine.remove(id);
      return { command, outcome };
    },
  };
}

const UNEXPECTED: CommandProblem = {
  code: 'unexpected',
  detail: 'Carrying it out failed by an error that nobody foresaw; the log names it. It can be tried again from the quarantine.',
};

function sourceOf(command: CommandDefinition, read: ReadLine | undefined): string {
  return read && 'item' in read ? (command.sourceOf?.(read.item.input) ?? '') : '';
}
