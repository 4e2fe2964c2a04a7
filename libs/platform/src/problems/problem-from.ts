import { HttpException } from '@nestjs/common';
import { errorCode, isError } from '../errors.js';
import { type FieldProblem, ProblemError } from './problem-error.js';

/** How errors of other libraries are answered: by their `code`, with their own message as the detail. */
export type ProblemCodes = Readonly<
  Record<string, { readonly status: number; readonly title: string; readonly headers?: Readonly<Record<string, string>> }>
>;

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  401: 'A valid token is needed',
  403: 'This is not allowed',
  404: 'There is nothing here',
  405: 'This method is not offered here',
  406: 'This representation is not offered here',
  408: 'The request took too long',
  409: 'The request conflicts with what is there',
  413: 'The request is too large',
  414: 'The address is too long',
  415: 'This content type is not understood',
  429: 'Too many requests',
  431: 'The headers are too large',
  503: 'Not available just now',
};

const CODES: Readonly<Record<number, string>> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  409: 'conflict',
  413: 'too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'headers-too-large',
  503: 'unavailable',
};

/** Problems for Fastify's errors: its own messages may quote request data. */
const FASTIFY: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The address is not a valid URL.',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  404: 'No route has this method and path. The routes are listed at /docs.',
  413: 'The body is larger than this route takes. Send many touchpoints as application/x-ndjson to /api/v1/touchpoints/batch.',
  415: 'Send application/json, or application/x-ndjson where a route takes a stream.',
  503: 'The server is stopping. Try again shortly.',
};

/** The problem to answer an error with. An unknown error becomes a 500 that holds only the request's id. */
export function problemFrom(error: unknown, codes: ProblemCodes, requestId: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = errorCode(error);
  const known = code !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (known && code !== undefined && isError(error)) {
    return new ProblemError(known.status, code, known.title, {
      detail: error.message,
      headers: known.headers,
      errors: 'errors' in error ? (error.errors as readonly FieldProblem[] | undefined) : undefined,
      cause: error,
    });
  }
  const status = statusOf(error, code);
  if (status !== undefined && status >= 400 && (status < 500 || status === 503)) {
    const detail = (code !== undefined ? FASTIFY[code] : undefined) ?? BY_STATUS[status];
    return new ProblemError(status, CODES[status] ?? 'bad-request', TITLES[status] ?? 'The request was refused', {
      detail,
      cause: error,
    });
  }
  return new ProblemError(500, 'internal-error', 'Something went wrong on our side', {
    detail: `The request was not carried out. The log has the cause under request id ${requestId}.`,
    cause: error,
  });
}

function statusOf(error: unknown, code: string | undefined): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  // Only Fastify's own errors: a statusCode on any other error (of an HTTP client, for example) is not the status of this
  // answer.
  if (code?.startsWith('FST_') && isError(error) && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode;
  }
  return undefined;
}
