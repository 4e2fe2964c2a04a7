import { problemCode, type ViewsProblem } from '#views';

export interface ViewsLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

interface Words {
  readonly failed: string;
  readonly over: string;
}

/** What fails with editions just now, and why. The log is told when it begins, when it fails otherwise, and when it is over. */
export class ViewProblems {
  readonly #log: ViewsLog;
  readonly #words: Words;
  readonly #problems = new Map<string, ViewsProblem>();

  constructor(log: ViewsLog, words: Words) {
    this.#log = log;
    this.#words = words;
  }

  of(set: string, edition: number): ViewsProblem | undefined {
    return this.#problems.get(keyOf(set, edition));
  }

  failed(set: string, edition: number, error: unknown): void {
    const before = this.of(set, edition);
    const code = problemCode(error);
    if (before?.code === code) return;
    this.#problems.set(keyOf(set, edition), { code, since: before?.since ?? new Date().toISOString() });
    this.#log.error({ set, edition, code, err: error }, this.#words.failed);
  }

  over(set: string, edition: number): void {
    if (this.#problems.delete(keyOf(set, edition))) this.#log.info({ set, edition }, this.#words.over);
  }

  /** It is of no concern any more. */
  forget(set: string, edition: number): void {
    this.#problems.delete(keyOf(set, edition));
  }
}

function keyOf(set: string, edition: number): string {
  return `${set}-${edition}`;
}
