import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { isError } from '../errors.js';
import { JsonProblemError } from './json-problem.js';
import { parseJson } from './parse-json.js';
import { takesText } from './text-body.js';

/** UTF-8 bytes to text; without this, invalid bytes would silently become replacement characters. @throws JsonProblemError */
export function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes))
    throw new JsonProblemError('not-utf-8', '', 'It holds bytes that are not UTF-8.', 'Save or send it as UTF-8.');
  return bytes.toString('utf8');
}

/**
 * Makes `parseJson` the one reader of JSON bodies, `application/json` and `application/*+json` alike. An empty body is
 * `undefined`. A route with `@TextBody` gets the text as it came, for whoever reads it behind the route.
 */
export function installSafeJson(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  const types = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;
  fastify.addContentTypeParser<Buffer>(types, { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (takesText(request)) done(null, decodeUtf8(body));
      else done(null, body.length === 0 ? undefined : parseJson(decodeUtf8(body)));
    } catch (error) {
      done(isError(error) ? error : new Error('Reading JSON failed.', { cause: error }));
    }
  });
}

/** Hands `application/x-ndjson` bodies to the handler as they are, a stream without a limit on its length. */
export function installNdjsonStream(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(/^application\/(?:x-)?(?:ndjson|jsonl)(?:\s*;|$)/i, (_request, payload, done) =>
    done(null, payload),
  );
}
