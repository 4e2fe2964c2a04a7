import type { Socket } from 'node:net';
import type { Client, ClientBase } from 'pg';

const GOODBYE_MS = 1000;

/**
 * Ends a connection, and cuts it where it does not end within a second: of a server that went away without a word (a
 * machine that was paused, a firewall that forgot) no goodbye ever comes. Never throws.
 */
export async function endClient(client: Client): Promise<void> {
  const late = setTimeout(() => cutConnection(client), GOODBYE_MS);
  await client.end().catch(() => undefined);
  clearTimeout(late);
}

/** Ends a connection at once. What is asked on it fails as with any connection that is lost. */
export function cutConnection(client: ClientBase): void {
  // pg's own `end` waits for the server, or for statements under way where they are pipelined.
  socketOf(client).destroy();
}

/** What pg's client has beyond its types. */
export function socketOf(client: ClientBase): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;
}
