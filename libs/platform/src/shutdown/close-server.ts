import type { Server } from 'node:http';

/**
 * Closes an HTTP application: takes no new connection, lets running requests end, and after `graceMs` (default 5 seconds)
 * cuts what is still open.
 */
export async function closeServer(app: { close(): Promise<unknown>; getHttpServer(): unknown }, graceMs = 5000): Promise<void> {
  const server = app.getHttpServer() as Server;
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
