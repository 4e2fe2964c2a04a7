import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { endpointAt, REPOSITORY, type TestEndpoint } from '../e2e/server.js';

const NGINX = join(REPOSITORY, 'infra', 'gateway', 'nginx.conf');

/** One `location` of nginx: which paths, and the service they go to or the status they are answered with. */
interface Location {
  readonly kind: 'exact' | 'pattern' | 'prefix';
  readonly path: string;
  readonly service?: string;
  readonly status?: number;
}

/** One address before several services. */
export interface Gateway extends TestEndpoint {
  close(): Promise<void>;
}

/**
 * Sends each request to the service that nginx would send it to: the routes are read from the configuration that users have.
 * Nothing is buffered, `Host` stays as it came, and `X-Forwarded-For` is the client's address, as there.
 */
export async function openGateway(services: Readonly<Record<string, TestEndpoint>>): Promise<Gateway> {
  const locations = locationsOf(readFileSync(NGINX, 'utf8'));
  const unknown = locations.find(({ service }) => service !== undefined && !services[service]);
  if (unknown) throw new Error(`The gateway sends ${unknown.path} to ${unknown.service}, which is not there.`);
  const server = createServer((incoming, answer) => {
    const { service, status = 404 } = locationOf(incoming.url ?? '/', locations) ?? {};
    const target = service === undefined ? undefined : services[service];
    if (target) pass(incoming, answer, target);
    else answer.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...endpointAt(`http://127.0.0.1:${port}`),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function pass(incoming: IncomingMessage, answer: ServerResponse, { url }: TestEndpoint): void {
  const { connection: _, ...asked } = incoming.headers;
  const headers = { ...asked, 'x-forwarded-for': incoming.socket.remoteAddress };
  const outgoing = request(new URL(incoming.url ?? '/', url), { method: incoming.method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
    response.once('error', () => answer.destroy());
  });
  outgoing.once('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
  answer.once('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** Those of the first `server`, which is the page's and the API's. */
function locationsOf(configuration: string): readonly Location[] {
  const [, first = ''] = configuration.split(/^ {2}server \{$/m);
  return [...first.matchAll(/location (?:([=~]) )?(\S+) \{([^}]*)\}/g)].map(([, sign, path = '', directives = '']) => ({
    kind: sign === '=' ? 'exact' : sign === '~' ? 'pattern' : 'prefix',
    path,
    service: /proxy_pass \$(\w+);/.exec(directives)?.[1],
    status: Number(/return (\d+);/.exec(directives)?.[1] ?? 404),
  }));
}

/** As nginx chooses: the one path, else the first pattern, else the longest prefix. */
function locationOf(url: string, locations: readonly Location[]): Location | undefined {
  const { pathname } = new URL(url, 'http://gateway');
  return (
    locations.find(({ kind, path }) => kind === 'exact' && path === pathname) ??
    locations.find(({ kind, path }) => kind === 'pattern' && new RegExp(path).test(pathname)) ??
    locations
      .filter(({ kind, path }) => kind === 'prefix' && pathname.startsWith(path))
      .toSorted((a, b) => b.path.length - a.path.length)[0]
  );
}
