import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../configuration/configuration.js';
import { ProblemError } from '../problems/problem-error.js';
import { plainAddress } from './client-address.js';

const LOCAL = ['localhost', '127.0.0.1', '::1'];

/**
 * Serves requests to the hosts that this server is known by, and to the address at which the request arrived; a page of
 * another site whose name was turned to this address (DNS rebinding) reads nothing. Health answers under every address.
 */
export function serveKnownHosts(fastify: FastifyInstance, configuration: Configuration): void {
  const { host, hosts, publicUrl } = configuration;
  const known = new Set([...LOCAL, host, ...hosts, ...(publicUrl ? [new URL(publicUrl).hostname] : [])].map(plainHost));
  fastify.addHook('onRequest', (request, _reply, done) => {
    const asked = hostOf(request.headers.host);
    const isKnown =
      // HTTP/1.0 names no host; browsers do not speak it.
      asked === undefined ||
      known.has(asked) ||
      (isIP(asked) > 0 && (asked === plainHost(request.socket.localAddress ?? '') || request.url.startsWith('/health/')));
    done(isKnown ? undefined : misdirected());
  });
}

/** The host of a `Host` header without its port; empty where it is none. */
function hostOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : plainHost(/^(\[[^\]]+\]|[^:]+)(?::\d+)?$/.exec(header.trim())?.[1] ?? '');
}

/** In lower case, without brackets or a last dot; IPv4 as it is written. */
function plainHost(host: string): string {
  return plainAddress(host.toLowerCase().replace(/^\[|\]$|\.$/g, ''));
}

function misdirected(): ProblemError {
  return new ProblemError(421, 'unknown-host', 'This server is not known by that name', {
    detail:
      'The Host header names none of the hosts that this server serves. TOUCHSTONE_PUBLIC_URL and TOUCHSTONE_HOSTS name further ones.',
  });
}
