/** What became of an input, as far as every way in must agree. */
export interface Told {
  readonly status: 'accepted' | 'refused' | 'broken';
  readonly code?: string;
  readonly detail?: string;
  readonly fields?: readonly string[];
  /** The event's. */
  readonly id?: string;
}

export interface ToldProblem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string }[];
}

/** A refusal in any answer's words. */
export function refusal({ code, detail, errors = [] }: ToldProblem): Told {
  return { status: 'refused', code, detail, fields: errors.map(({ field }) => field) };
}

/** Whether two ways told the same of one input. */
export function sameOutcome(a: Told, b: Told | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
