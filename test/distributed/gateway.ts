import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { endpointAt, REPOSITORY, type TestEndpoint } from '../e2e/server.js';
import { nginxRoutes } from '../infra/nginx-routes.js';

const NGINX = join(REPOSITORY, 'infra', 'gateway');

/** One address before several services. */
export interface Gateway extends TestEndpoint {
  close(): Promise<void>;
}

/**
 * Sends each request to the service that nginx would send it to: the routes are read from the configuration that users have.
 * Nothing is buffered, `Host` stays as it came, and `X-Forwarded-For` is the client's address, as there.
 */
export async function openGateway(services: Readonly<Record<string, TestEndpoint>>): Promise<Gateway> {
  const routeOf = nginxRoutes(NGINX);
  const server = createServer((incoming, answer) => {
    const { service, status = 502 } = routeOf(new URL(incoming.url ?? '/', 'http://gateway').pathname);
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
