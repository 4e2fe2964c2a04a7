import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Carries out the requests of one connection one after the other, as they are answered, and reads no more of them while some
 * wait. Between two, all other connections get their turn: whoever sends a thousand at once waits for them alone.
 */
export function takeTurns(fastify: FastifyInstance): void {
  /** What waits, by the connection on which a request is under way. */
  const waiting = new WeakMap<Socket, (() => void)[]>();

  function next(socket: Socket): void {
    const begin = waiting.get(socket)?.shift();
    if (!begin || socket.destroyed) waiting.delete(socket);
    // Not at once: what other connections sent meanwhile is read first.
    else setImmediate(begin);
    if (waiting.get(socket)?.length === 0) socket.resume();
  }

  fastify.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const begin = (): void => {
      reply.raw.once('close', () => next(socket));
      done();
    };
    const before = waiting.get(socket);
    if (before) {
      before.push(begin);
      socket.pause();
    } else {
      waiting.set(socket, []);
      begin();
    }
  });
}
