import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { closeGently } from './close-gently.js';

/**
 * Closes the connection of a request that is answered before its body was read, so that nobody keeps it by sending on. A
 * stream of answers to a stream of lines is none: it is begun before the body ends.
 */
export function closeAfterUnreadBody(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const streams = request.body instanceof Readable && payload instanceof Readable;
    if (hasBody(request) && !request.raw.complete && !streams) {
      void reply.header('connection', 'close');
      const { socket } = request.raw;
      // What Node calls after the last answer of a connection.
      socket.destroySoon = () => closeGently(socket);
    }
    done(null, payload);
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
