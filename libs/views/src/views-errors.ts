import type { Position } from '#events';
import type { ViewsProblem, ViewsStatus } from './views.js';

/** There are no views of this name. */
export class UnknownViewsError extends Error {
  readonly code = 'unknown-views';

  constructor(name: string, known: readonly string[]) {
    super(`There are no views named ${name}. There are: ${known.join(', ')}.`);
  }
}

/** There is no new edition, or it has not caught up. */
export class NothingToPromoteError extends Error {
  readonly code = 'nothing-to-promote';

  constructor(set: string, building?: { readonly edition: number; readonly position: string }) {
    super(
      building
        ? `Edition ${building.edition} of the ${set} views has not caught up yet (it is at ${building.position}). Promote it when it has.`
        : `No new edition of the ${set} views is being built. Start one with: touchstone views rebuild ${set}`,
    );
  }
}

/** A set of views that has not got as far as was asked, and what keeps it from going on, if anything does. */
export interface BehindSet {
  readonly set: string;
  readonly problem?: ViewsProblem | undefined;
}

/** The views did not get as far as asked in time, or cannot get there just now. */
export class ViewsBehindError extends Error {
  readonly code = 'views-behind';

  constructor(position: Position, { set, problem }: BehindSet) {
    super(
      problem
        ? `The ${set} views have not got as far as position ${position}, and cannot go on (${problem.code}, since ${problem.since}). They go on by themselves once that is over.`
        : `The ${set} views have not got as far as position ${position} yet. Ask again in a moment.`,
    );
  }
}

const CODE = /^[\w-]{1,60}$/;

/** What failed, as it may be shown to anybody: an error's code. Its message may hold data, and is for the log alone. */
export function problemCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && CODE.test(code) ? code : 'unexpected';
}

/** The sets that cannot go on, and why: with what serves or, where that goes on, with what is being built. */
export function problemsBySet(status: readonly ViewsStatus[]): Readonly<Record<string, ViewsProblem>> {
  return Object.fromEntries(
    status.flatMap(({ set, serving, building }) => {
      const problem = serving.problem ?? building?.problem;
      return problem ? [[set, problem]] : [];
    }),
  );
}
