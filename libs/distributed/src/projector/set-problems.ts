import { problemCode } from '#views';
import type { EditionRole, PostgresEditions } from '#views/postgres';

/**
 * Notes in the database what keeps a set from going on, so that every process can name it. Noting fails nothing: where the
 * database itself is the problem, it is told by whoever asks it.
 */
export class SetProblems {
  readonly #problems: PostgresEditions['problems'];
  readonly #set: string;
  /** What may be noted: by whoever led before, too. */
  readonly #noted = new Set<EditionRole>(['serving', 'building']);
  #last: Promise<void> = Promise.resolve();

  constructor({ problems }: Pick<PostgresEditions, 'problems'>, set: string) {
    this.#problems = problems;
    this.#set = set;
  }

  failed(role: EditionRole, error: unknown): void {
    const code = problemCode(error);
    // Another has gone on with the edition: it is not the set that fails.
    if (code === 'closed') return;
    this.#noted.add(role);
    this.#inOrder(() => this.#problems.note(this.#set, role, code));
  }

  /** It goes on. Asks the database only where something may be noted. */
  over(role: EditionRole): void {
    if (!this.#noted.delete(role)) return;
    this.#inOrder(() => this.#problems.clear(this.#set, role).catch(() => void this.#noted.add(role)));
  }

  /** Resolves when everything is noted. */
  async settled(): Promise<void> {
    await this.#last;
  }

  #inOrder(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch(() => undefined);
  }
}
