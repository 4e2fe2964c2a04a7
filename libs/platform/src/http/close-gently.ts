import type { Socket } from 'node:net';

/** How long, and how much, is still taken from a peer that goes on sending. */
const LINGER_MS = 2000;
const LINGER_BYTES = 8 * 1024 * 1024;

const closing = new WeakSet<Socket>();

/**
 * Closes a connection so that what was written to it arrives: one that is destroyed while its peer sends is reset, and the
 * answer may be lost with it. What still comes is thrown away and never parsed; after two seconds, or 8 MB, it is destroyed.
 */
export function closeGently(socket: Socket): void {
  if (socket.destroyed || closing.has(socket)) return;
  closing.add(socket);
  let bytes = 0;
  socket.removeAllListeners('data');
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LINGER_BYTES) socket.destroy();
  });
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer));
  socket.resume();
  socket.end();
}
