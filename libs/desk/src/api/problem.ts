/** One field of a request that the server did not accept. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
  readonly remedy?: string;
}

/** What the server answered instead of what was asked for (RFC 9457), or that it could not be reached (status 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(detail === '' ? title : `${title}: ${detail}`);
  }
}

export const unreachable = (): ApiProblem =>
  new ApiProblem(
    0,
    'unreachable',
    'Touchstone cannot be reached',
    'Check that the server is running and that you are connected, then try again.',
  );

/** Reads problem details from an answer; an answer without them (a proxy's page, say) still says what happened. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  const given = typeof body === 'object' && body !== null ? (body as Partial<Record<string, unknown>>) : {};
  return new ApiProblem(
    response.status,
    text(given.code, `http-${response.status}`),
    text(given.title, `The server answered ${response.status}`),
    text(given.detail, response.status >= 500 ? 'Try again in a moment. If it stays, tell whoever runs Touchstone.' : ''),
    Array.isArray(given.errors) ? given.errors.filter(isFieldProblem) : [],
  );
}

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' && value !== '' ? value : otherwise);

function isFieldProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'field' in value && 'problem' in value;
}

/** Whatever was thrown, as a problem one can show. */
export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem
    ? error
    : new ApiProblem(
        0,
        'page-error',
        'Something went wrong in the page',
        'Load the page again. If it stays, tell whoever runs Touchstone.',
      );
}
