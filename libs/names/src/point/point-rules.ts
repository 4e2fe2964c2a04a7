import type { PointKind } from './point-member.js';

/** What the rules of recognition may change about names at contact points. */
export interface PointRules {
  /** More names than this at one point are not compared any more. */
  readonly mostNames: number;
  /** A point with more persons than this is a switchboard: equal full names alone join there. */
  readonly mostPersons: number;
  /** So many contradicting names make a personal identifier a catch-all. */
  readonly catchAllNames: number;
  /** A use of a point says nothing about contacts that are further away in time, in milliseconds. */
  readonly windowMs: number;
  /** Where full names alone join: an initial may be that of another in the household. */
  readonly fullNamesOnly: readonly PointKind[];
  /** Where equal full names alone join. */
  readonly equalNamesOnly: readonly PointKind[];
  /** Where a personal identifier that is stated without a name is that of the only name. */
  readonly numberTakesName: readonly PointKind[];
  /** Where the only user must have been identified twice before contacts without a name are theirs. */
  readonly identifiedTwice: readonly PointKind[];
}

const DAY_MS = 86_400_000;

export const DEFAULT_POINT_RULES: PointRules = {
  mostNames: 32,
  mostPersons: 16,
  catchAllNames: 4,
  windowMs: 730 * DAY_MS,
  fullNamesOnly: ['address'],
  equalNamesOnly: ['account'],
  numberTakesName: ['email', 'card', 'cookie', 'case'],
  identifiedTwice: ['phone'],
};
