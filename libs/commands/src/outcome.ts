import type { FieldProblem } from '#platform';

/** What came of one command. */
export type Outcome<Extra extends object = object> = Accepted<Extra> | Duplicate | Refused;

/** It was carried out, and is durable. */
export type Accepted<Extra extends object = object> = Extra & {
  readonly status: 'accepted';
  /** The event's id. */
  readonly id: string;
  /** Where it stands in the ledger: decimal string. Give it as `after` to read one's own write. */
  readonly position: string;
};

/** It was carried out before: id and position are the first's. */
export interface Duplicate {
  readonly status: 'duplicate';
  readonly id: string;
  readonly position: string;
}

/** It was not carried out. */
export interface Refused {
  readonly status: 'refused';
  readonly problem: CommandProblem;
}

/** Why a command is refused, for programs and for people. */
export interface CommandProblem {
  /** Stable: `malformed`, `invalid`, or a problem code of the command's slice. */
  readonly code: string;
  /** One sentence for people. Never holds a value that was sent. */
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  /** For a conflict: what is recorded already. */
  readonly recorded?: { readonly id: string; readonly position: string };
}

/** What came of an item of a batch: one that is refused is kept in quarantine. */
export type BatchOutcome =
  Accepted | Duplicate | { readonly status: 'quarantined'; readonly quarantineId: string; readonly problem: CommandProblem };

/** Fields that are not as they should be. */
export function invalid(errors: readonly FieldProblem[]): CommandProblem {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return { code: 'invalid', detail: first ? `${first.field} ${first.problem}${more}` : 'The request is not valid.', errors };
}

export function refused(problem: CommandProblem): Refused {
  return { status: 'refused', problem };
}
