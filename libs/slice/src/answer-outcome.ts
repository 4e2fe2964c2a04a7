import type { FastifyReply } from 'fastify';
import type { CommandProblem, Outcome } from '#commands';

/** A command was refused: answered as problem details, by the problem's code. */
export class RefusedError extends Error {
  readonly code: string;
  readonly errors: CommandProblem['errors'];

  constructor({ code, detail, errors }: CommandProblem) {
    super(detail);
    this.code = code;
    this.errors = errors;
  }
}

/** Answer to a command that was carried out: what it added to the ledger. */
export interface Recorded {
  /** The event's id. */
  readonly id: string;
  /** Where it stands in the ledger: decimal string. Give it as `after` to read one's own write. */
  readonly position: string;
  /** It was carried out before: id and position are the first's. */
  readonly duplicate: boolean;
}

/**
 * Answers a command over HTTP: 201 where it was carried out, 200 where it was before (`duplicate`), with id and position.
 * @throws RefusedError
 */
export function answerOutcome<Extra extends object>(outcome: Outcome<Extra>, reply: FastifyReply): Recorded & Partial<Extra> {
  if (outcome.status === 'refused') throw new RefusedError(outcome.problem);
  const { status, ...answer } = outcome;
  void reply.status(status === 'accepted' ? 201 : 200);
  return { ...answer, duplicate: status === 'duplicate' } as Recorded & Partial<Extra>;
}
