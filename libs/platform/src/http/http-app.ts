import { isIP } from 'node:net';
import helmet from '@fastify/helmet';
import { compile } from '@fastify/proxy-addr';
import { NotFoundException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Logger } from 'nestjs-pino';
import { Access } from '../access/access.js';
import { CREDENTIALS_THROTTLE, type CredentialsThrottle } from '../access/credentials-throttle.js';
import { type ProtectOptions, protectRoutes } from '../access/protect-routes.js';
import { Configuration } from '../configuration/configuration.js';
import { requestId } from '../logging/request-id.js';
import { Metrics } from '../metrics/metrics.js';
import { ProblemFilter } from '../problems/problem-filter.js';
import { installNdjsonStream, installSafeJson } from '../safe-json/safe-json-parser.js';
import { answerClientError } from './answer-client-error.js';
import { closeAfterUnreadBody } from './close-after-unread-body.js';
import { serveKnownHosts } from './known-hosts.js';
import { limitConnections } from './limit-connections.js';
import { takeTurns } from './one-at-a-time.js';
import { BODY_LIMITS, type BodyLimits } from './read-body.js';

/** Times and sizes that a client has to keep to. */
export interface HttpLimits {
  readonly headersMs: number;
  /** A connection on which nothing moves is closed. Longer than the pause between two keep-alive comments of an event stream. */
  readonly idleMs: number;
  readonly body: BodyLimits;
  /** An answer that says to come later is held back about so long: who asks again at once is slowed by it. */
  readonly laterMs: number;
}

const LIMITS: HttpLimits = { headersMs: 15_000, idleMs: 60_000, body: BODY_LIMITS, laterMs: 1000 };
/** How often Node looks for headers that take too long. */
const CHECKS_MS = 2000;

export interface HttpOptions extends ProtectOptions {
  readonly limits?: HttpLimits;
}

/**
 * Keeps the error handler of `prepareHttpApp`, which also serves routes outside of Nest. Nest would replace it at start with
 * one that leads to the same filter.
 */
class ProblemAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

/**
 * A Fastify adapter with limits. There is none on the time of a request as a whole: batches stream for as long as they take.
 * `proxies` are those whose `X-Forwarded-For` says where a request comes from.
 */
export function httpAdapter(limits: HttpLimits = LIMITS, proxies: readonly string[] = []): FastifyAdapter {
  return new ProblemAdapter({
    bodyLimit: limits.body.bytes,
    connectionTimeout: limits.idleMs,
    requestTimeout: 0,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: Math.min(CHECKS_MS, limits.headersMs) },
    clientErrorHandler: answerClientError,
    trustProxy: proxies.length > 0 ? [...proxies] : false,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: requestId,
  });
}

/**
 * Equips an application made with `httpAdapter()` and `bodyParser: false`, before it is initialised: limits, security headers,
 * safe JSON, NDJSON streams, access, request ids, metrics. Its module imports `PlatformModule.forRoot(...)`.
 */
export async function prepareHttpApp(app: NestFastifyApplication, options: HttpOptions = {}): Promise<void> {
  const { limits = LIMITS } = options;
  const fastify = app.getHttpAdapter().getInstance();
  const configuration = app.get(Configuration);
  limitConnections(fastify.server, { connections: configuration.connections, isProxy: proxyTest(configuration.proxies) });
  takeTurns(fastify);
  await app.register(helmet, securityHeaders(configuration.publicUrl?.startsWith('https:') ?? false));
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    done();
  });
  const problems = app.get(ProblemFilter);
  fastify.setErrorHandler((error, request, reply) => problems.answer(error, request, reply));
  serveKnownHosts(fastify, configuration);
  installSafeJson(fastify, limits.body);
  installNdjsonStream(fastify);
  const throttle = app.get<CredentialsThrottle>(CREDENTIALS_THROTTLE);
  protectRoutes(fastify, app.get(Access), { throttle, ...options });
  refuseUnknownPaths(fastify);
  holdBackLater(fastify, limits.laterMs);
  closeAfterUnreadBody(fastify);
  app.get(Metrics).timeRequests(fastify);
}

/** An application of `module`, equipped and logging, ready for further routes and for `listen`. */
export async function createHttpApp(
  module: object,
  { proxies }: Pick<Configuration, 'proxies'>,
  options: HttpOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = httpAdapter(options.limits, proxies);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { bodyParser: false, bufferLogs: true });
  app.useLogger(app.get(Logger));
  await prepareHttpApp(app, options);
  return app;
}

/** Whether an address is that of a proxy, for connections as Fastify decides it for requests. */
function proxyTest(proxies: readonly string[]): (address: string) => boolean {
  const trusts = compile([...proxies]);
  return (address) => isIP(address) > 0 && trusts(address, 0);
}

/** Before the body is read: nobody will want it. */
function refuseUnknownPaths(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.is404) done(new NotFoundException());
    else done(null, payload);
  });
}

/** Answers with status 429 come a moment later, and not all at once. */
function holdBackLater(fastify: FastifyInstance, ms: number): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.statusCode === 429) setTimeout(() => done(null, payload), ms * (0.5 + Math.random()));
    else done(null, payload);
  });
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
