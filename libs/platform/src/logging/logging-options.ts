import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import type { Options } from 'pino-http';
import { loggedAccess } from '../access/request-log.js';
import { isError, withoutMessage } from '../errors.js';
import { requestId } from './request-id.js';

const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * Options of nestjs-pino's `LoggerModule.forRoot`: one JSON line per request with its id, method, path, status and
 * duration. No personal data: no query string, no bodies, no headers, and parts of the path that could be an e-mail
 * address or a number are hidden. Health and metrics log nothing unless they fail.
 */
export function loggingOptions(level: string, destination?: DestinationStream): Params {
  const options: Options = {
    level,
    genReqId: (request: IncomingMessage & { id?: unknown }) => (typeof request.id === 'string' ? request.id : requestId(request)),
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    serializers: {
      req: (request: { method: string; url: string }) => ({ method: request.method, path: loggedPath(request.url) }),
      res: (response: { statusCode: number }) => ({ statusCode: response.statusCode }),
      err: (error: { raw?: unknown }) => withoutMessage(error.raw ?? error),
    },
    hooks: {
      // pino would use an error's message for the line's, and that may quote request data.
      logMethod(parts, log) {
        const [first, message] = parts as unknown[];
        const error = isError(first)
          ? first
          : typeof first === 'object' && first !== null && 'err' in first
            ? first.err
            : undefined;
        if (message === undefined && isError(error)) Reflect.apply(log, this, [first, error.name]);
        else Reflect.apply(log, this, parts);
      },
    },
    // Who asked, and which customer was shown, by id.
    customProps: (request: IncomingMessage) => loggedAccess(request),
    customLogLevel: (request, response, error) => {
      if (error !== undefined || response.statusCode >= 500) return 'error';
      // They come in masses, and are told of once a minute.
      if (response.statusCode === 429) return 'silent';
      return QUIET.has(loggedPath(request.url ?? '')) ? 'silent' : 'info';
    },
    customSuccessMessage: () => 'request completed',
    customErrorMessage: () => 'request failed',
  };
  // '{*splat}': with the module's own default nothing is logged on Fastify.
  return { pinoHttp: destination ? [options, destination] : options, forRoutes: ['{*splat}'] };
}

/** The path of a URL as it may be logged: without query string, and with what may be personal replaced by `-hidden-`. */
export function loggedPath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  if (path.length > 512) return '-hidden-';
  return path
    .split('/')
    .map((part) => (part === '' || UUID.test(part) || (PLAIN.test(part) && !NUMBER.test(part)) ? part : '-hidden-'))
    .join('/');
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const PLAIN = /^[\w.-]{1,80}$/;
const NUMBER = /\d(?:[-. ]?\d){5}/;
