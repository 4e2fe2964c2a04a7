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

/**
 * Answers a command over HTTP: 201 where it was carried out, 200 where it was before (`duplicate`), with id and position.
 * @throws RefusedError
 */
export function answerOutcome(outcome: Outcome, reply: FastifyReply): object {
  if (outcome.status === 'refused') throw new RefusedError(outcome.problem);
  const { status, ...answer } = outcome;
  void reply.status(status === 'accepted' ? 201 : 200);
  return { ...answer, duplicate: status === 'duplicate' };
}
