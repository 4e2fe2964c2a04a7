import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { JsonProblemError } from './json-problem.js';
import { BODY_LIMITS, type BodyLimits, readBody } from '../http/read-body.js';
import { unpackBody } from '../http/unpack-body.js';
import { parseJson } from './parse-json.js';
import { takesText } from './text-body.js';

/** UTF-8 bytes to text; without this, invalid bytes would silently become replacement characters. @throws JsonProblemError */
export function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes))
    throw new JsonProblemError('not-utf-8', '', 'It holds bytes that are not UTF-8.', 'Save or send it as UTF-8.');
  return bytes.toString('utf8');
}

/**
 * Makes `parseJson` the one reader of JSON bodies, `application/json` and `application/*+json` alike, packed or not, within
 * `limits`. An empty body is `undefined`. A route with `@TextBody` gets the text as it came, for whoever reads it behind the route.
 */
export function installSafeJson(fastify: FastifyInstance, limits: BodyLimits = BODY_LIMITS): void {
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  const types = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i;
  fastify.addContentTypeParser(types, async (request: FastifyRequest, payload: Readable) => {
    const body = await readBody(request, unpackBody(payload, request.headers['content-encoding']), limits);
    if (takesText(request)) return decodeUtf8(body);
    return body.length === 0 ? undefined : parseJson(decodeUtf8(body));
  });
}

/** Hands `application/x-ndjson` bodies to the handler as a stream without a limit on its length, unpacked. */
export function installNdjsonStream(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    /^application\/(?:x-)?(?:ndjson|jsonl)(?:\s*;|$)/i,
    async (request: FastifyRequest, payload: Readable) => unpackBody(payload, request.headers['content-encoding']),
  );
}
