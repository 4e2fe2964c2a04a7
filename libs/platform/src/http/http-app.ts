import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { Access } from '../access/access.js';
import { type ProtectOptions, protectRoutes } from '../access/protect-routes.js';
import { Configuration } from '../configuration/configuration.js';
import { requestId } from '../logging/request-id.js';
import { Metrics } from '../metrics/metrics.js';
import { ProblemFilter } from '../problems/problem-filter.js';
import { installNdjsonStream, installSafeJson } from '../safe-json/safe-json-parser.js';

/** Most bytes of a JSON body. Streams of NDJSON have no limit as a whole. */
const BODY_LIMIT = 1024 * 1024;
/** A connection on which nothing moves is closed. Longer than the pause between two keep-alive comments of an event stream. */
const IDLE_MS = 60_000;
const HEADERS_MS = 15_000;

/**
 * Keeps the error handler of `prepareHttpApp`, which also serves routes outside of Nest. Nest would replace it at start with
 * one that leads to the same filter.
 */
class ProblemAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

/** A Fastify adapter with limits: body size, time for headers, idle connections. There is no limit on the time of a request as a whole: batches stream for as long as they take. */
export function httpAdapter(): FastifyAdapter {
  return new ProblemAdapter({
    bodyLimit: BODY_LIMIT,
    connectionTimeout: IDLE_MS,
    requestTimeout: 0,
    http: { headersTimeout: HEADERS_MS },
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: requestId,
  });
}

/**
 * Equips an application made with `httpAdapter()` and `bodyParser: false`, before it is initialised: security headers,
 * safe JSON, NDJSON streams, access, request ids, metrics. Its module imports `PlatformModule.forRoot(...)`.
 */
export async function prepareHttpApp(app: NestFastifyApplication, protect: ProtectOptions = {}): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const secure = app.get(Configuration).publicUrl?.startsWith('https:') ?? false;
  await app.register(helmet, securityHeaders(secure));
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    done();
  });
  const problems = app.get(ProblemFilter);
  fastify.setErrorHandler((error, request, reply) => problems.answer(error, request, reply));
  installSafeJson(fastify);
  installNdjsonStream(fastify);
  protectRoutes(fastify, app.get(Access), protect);
  app.get(Metrics).timeRequests(fastify);
}

/** An application of `module`, equipped and logging, ready for further routes and for `listen`. */
export async function createHttpApp(module: object, protect: ProtectOptions = {}): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(), { bodyParser: false, bufferLogs: true });
  app.useLogger(app.get(Logger));
  await prepareHttpApp(app, protect);
  return app;
}

function securityHeaders(secure: boolean) {
  return {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        imgSrc: ["'self'", 'data:'],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        frameAncestors: ["'none'"],
        // Over plain HTTP this would redirect every script and style to an https address where no server listens.
        upgradeInsecureRequests: secure ? [] : null,
      },
    },
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: secure ? ({ policy: 'same-origin' } as const) : false,
    originAgentCluster: secure,
  };
}
