import type { EventStore } from '#event-store';
import type { Quarantine, Suggestions, Vault } from '#vault';
import type { ViewReader } from '#views';

/** Where the answers to questions come from. Reading only. */
export interface ReadSide {
  /** Reads the serving edition of a set of views. */
  reader(set: string): ViewReader;
  readonly vault: Pick<Vault, 'open' | 'reveal' | 'search'> & {
    readonly suggestions: Suggestions;
    readonly quarantine: Quarantine;
  };
  readonly ledger: Pick<EventStore, 'readAt'>;
  /** The names of those who acted, by the ids that events keep. What is nobody's id is left out. */
  readonly principals: { namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> };
}

/** Something that a slice reads of another: an interface of the slice that needs it, bound where slices are put together. */
export interface ReadNeed<T, Read extends Partial<ReadSide> = ReadSide> {
  /** The sets of views that it is made of. */
  readonly reads: readonly string[];
  of(read: Read): T;
}

/** Where a query tells of what went wrong though it can answer. */
export interface QueryLog {
  /** Logs why a part of the answer is missing, without the error's message, which may hold data. Gives the code to tell the caller. */
  partFailed(part: string, error: unknown): string;
}

/** One thing that can be asked of the read side. */
export interface QueryDefinition<Name extends string = string, Question = unknown, Answer = unknown> {
  readonly name: Name;
  /** The sets of views that the answer is made of: who wants to read his own write waits for these. */
  readonly reads: readonly string[];
  answer(read: ReadSide, question: Question, log: QueryLog): Promise<Answer>;
}

/** A query, with its types inferred. */
export function defineQuery<Name extends string, Question, Answer>(
  definition: QueryDefinition<Name, Question, Answer>,
): QueryDefinition<Name, Question, Answer> {
  return definition;
}

export type QuestionOf<Query> = Query extends {
  answer(read: ReadSide, question: infer Question, log: QueryLog): Promise<unknown>;
}
  ? Question
  : never;
export type AnswerOf<Query> = Query extends {
  answer(read: ReadSide, question: never, log: QueryLog): Promise<infer Answer>;
}
  ? Answer
  : never;
