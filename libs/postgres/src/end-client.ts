import type { Socket } from 'node:net';
import type { Client, ClientBase } from 'pg';

const GOODBYE_MS = 1000;

/**
 * Ends a connection, and cuts it where it does not end within a second: a server may have disappeared without closing it (a
 * paused machine, a firewall that dropped its state). Never throws.
 */
export async function endClient(client: Client): Promise<void> {
  const late = setTimeout(() => cutConnection(client), GOODBYE_MS);
  await client.end().catch(() => undefined);
  clearTimeout(late);
}

/** Ends a connection at once. Statements on it fail as with any lost connection. */
export function cutConnection(client: ClientBase): void {
  // pg's own `end` waits for the server, or for pipelined statements.
  socketOf(client).destroy();
}

/** Members of pg's client that its types do not declare. */
export function socketOf(client: ClientBase): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;
}
