import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ProblemError, problemDetails } from '../problems/problem-error.js';
import { closeGently } from './close-gently.js';

/** What Node's server hands over that is no request: too much, too late, or not HTTP. Node answers none of it in our form. */
const PROBLEMS: Readonly<Record<string, ProblemError>> = {
  HPE_HEADER_OVERFLOW: new ProblemError(431, 'headers-too-large', 'The headers are too large', {
    detail: 'Address and headers together may have 16 kB.',
  }),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new ProblemError(413, 'too-large', 'The request is too large', {
    detail: 'The extensions of the chunks are too large.',
  }),
  ERR_HTTP_REQUEST_TIMEOUT: new ProblemError(408, 'request-timeout', 'The request took too long', {
    detail: 'The headers did not arrive in time.',
  }),
};
const MALFORMED = new ProblemError(400, 'bad-request', 'The request is not valid', { detail: 'It is not HTTP/1.1.' });

/** Answers what is no request with a problem, then closes the connection. One that never sent anything is closed in silence. */
export function answerClientError({ code = '' }: Error & { readonly code?: string }, socket: Socket): void {
  // Node's own handling looks at the same field: text between two parts of an answer would garble it.
  const { _httpMessage: answering } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  if (!socket.writable || socket.bytesRead === 0 || code === 'ECONNRESET' || answering?.headersSent) {
    socket.destroy();
    return;
  }
  const problem = PROBLEMS[code] ?? MALFORMED;
  const body = JSON.stringify(problemDetails(problem));
  socket.write(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  closeGently(socket);
}
