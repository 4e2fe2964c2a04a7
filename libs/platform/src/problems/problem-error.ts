/** What is wrong with one field. Never repeats the value: it may be personal data. */
export interface FieldProblem {
  /** Path of the field in the request, for instance `parties[0].identifiers[1].value`; empty for the request as a whole. */
  readonly field: string;
  readonly problem: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export interface ProblemOptions {
  /** What went wrong this time, for people. No personal data. */
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  /** Response headers that belong to the answer, for instance `www-authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer other than success, as RFC 9457 problem details. */
export class ProblemError extends Error {
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param status HTTP status, 400 to 599
   * @param code stable, for programs: `kebab-case`
   * @param title the same for every problem with this code
   */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    options: ProblemOptions = {},
  ) {
    super(options.detail ?? title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.detail = options.detail;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** The body of an `application/problem+json` answer. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly errors?: readonly FieldProblem[];
}

/** The body for a problem. `type` is a URN made of the code, so that it is stable and needs no web server. */
export function problemDetails(problem: ProblemError): ProblemDetails {
  const { status, code, title, detail, errors } = problem;
  return {
    type: `urn:touchstone:problem:${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    code,
    ...(errors?.length ? { errors } : {}),
  };
}
