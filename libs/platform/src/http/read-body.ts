import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { isError } from '../errors.js';
import { ProblemError } from '../problems/problem-error.js';

export interface BodyLimits {
  /** Most bytes of a body that is read as a whole, unpacked. */
  readonly bytes: number;
  /** It has so long, whatever its length. */
  readonly longestMs: number;
  /** Every body has so long, and beyond that must come at `leastRate` (bytes a second). */
  readonly graceMs: number;
  readonly leastRate: number;
}

/** What is kept of a body begins with so much room, and doubles. */
const FIRST_ROOM = 16 * 1024;

export const BODY_LIMITS: BodyLimits = { bytes: 1024 * 1024, longestMs: 30_000, graceMs: 5000, leastRate: 50_000 };

/**
 * The whole of a body, which is at most `limits.bytes` long and arrives in time.
 * @throws ProblemError 413 too-large, 408 request-timeout, 400 incomplete-body
 */
export function readBody(request: FastifyRequest, body: Readable, limits: BodyLimits): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? limits.bytes);
  if (declared > limits.bytes) return Promise.reject(tooLarge(limits.bytes));
  // One buffer: pieces of a byte each would take a hundred times their size.
  let held = Buffer.allocUnsafe(Math.min(FIRST_ROOM, limits.bytes));
  let length = 0;
  return new Promise((resolve, reject) => {
    const onData = (part: Buffer): void => {
      const end = length + part.length;
      if (end > limits.bytes) return settle(tooLarge(limits.bytes));
      if (end > held.length) {
        const roomier = Buffer.allocUnsafe(Math.min(limits.bytes, Math.max(end, 2 * held.length)));
        held.copy(roomier, 0, 0, length);
        held = roomier;
      }
      part.copy(held, length);
      length = end;
    };
    const onEnd = (): void => settle();
    const onClose = (): void => settle(incomplete());
    const onError = (error: unknown): void => settle(error instanceof ProblemError ? error : incomplete(error));
    const allowed = Math.min(limits.longestMs, limits.graceMs + (1000 * declared) / limits.leastRate);
    const timer = setTimeout(() => settle(tooSlow()), allowed);
    function settle(problem?: ProblemError): void {
      clearTimeout(timer);
      body.off('data', onData).off('end', onEnd).off('close', onClose);
      if (problem === undefined) return resolve(held.subarray(0, length));
      // What is unpacked is unpacked no further; the request itself is kept for its answer.
      if (body !== request.raw) body.destroy();
      reject(problem);
    }
    body.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError);
  });
}

function tooLarge(bytes: number): ProblemError {
  return new ProblemError(413, 'too-large', 'The request is too large', {
    detail: `The body is larger than this route takes, ${bytes} bytes unpacked. Send many touchpoints as application/x-ndjson to /api/v1/touchpoints/batch.`,
  });
}

function tooSlow(): ProblemError {
  return new ProblemError(408, 'request-timeout', 'The request took too long', { detail: 'The body did not arrive in time.' });
}

function incomplete(cause?: unknown): ProblemError {
  return new ProblemError(400, 'incomplete-body', 'The request is not valid', {
    detail: 'The body broke off.',
    ...(isError(cause) ? { cause } : {}),
  });
}
