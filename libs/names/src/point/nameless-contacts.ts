import type { NamelessContact, PointMember } from './point-member.js';

/** Somebody who uses a point: the members that are one person or organisation. */
export interface User {
  readonly members: readonly PointMember[];
  /** Nobody's until decided; whom it fits are users themselves. */
  readonly isUndecided: boolean;
}

interface NamelessOptions {
  readonly windowMs: number;
  /** How often the only user must have been identified within the window. */
  readonly least: number;
}

/**
 * Whose each contact is in which nobody was named: the point's only user within the window around it, before or after, since
 * a number is given to others in time; otherwise nobody's, and shown on all users.
 */
export function namelessContacts(
  anonymous: readonly PointMember[],
  users: readonly User[],
  { windowMs, least }: NamelessOptions,
): NamelessContact[] {
  return anonymous.flatMap(({ id, times }) =>
    times.map((at) => {
      const near = users.map((user) => ({ user, count: countNear(user, at, windowMs) })).filter(({ count }) => count > 0);
      const [only, ...others] = near;
      const owner = only && others.length === 0 && only.count >= least && !only.user.isUndecided ? idOf(only.user) : undefined;
      if (owner !== undefined) return { member: id, at, belongsTo: owner, shownOn: [] };
      return { member: id, at, shownOn: near.filter(({ user }) => !user.isUndecided).flatMap(({ user }) => idOf(user) ?? []) };
    }),
  );
}

function countNear({ members }: User, at: number, windowMs: number): number {
  return members.reduce((sum, { times }) => sum + times.filter((time) => Math.abs(time - at) <= windowMs).length, 0);
}

function idOf({ members: [first] }: User): string | undefined {
  return first?.id;
}
