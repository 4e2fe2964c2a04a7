import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { BODY_LIMITS, readBody } from './read-body.js';

const request = (headers: Record<string, string> = {}): FastifyRequest =>
  ({ headers, raw: undefined }) as unknown as FastifyRequest;
/** A body of `length` bytes that count, in pieces of `piece` bytes. */
const counting = (length: number, piece: number): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < length; at += piece)
        yield Buffer.from(Array.from({ length: Math.min(piece, length - at) }, (_, n) => (at + n) % 251));
    })(),
    { objectMode: false },
  );

describe('A body', () => {
  it.each([
    [1, 1],
    [16_384, 1000],
    [100_000, 1],
    [300_000, 70_000],
    [BODY_LIMITS.bytes, 65_536],
  ])('of %d bytes that comes in pieces of %d is read as it was sent', async (length, piece) => {
    const read = await readBody(request(), counting(length, piece), BODY_LIMITS);
    expect(read.length).toBe(length);
    expect(read.every((byte, at) => byte === at % 251)).toBe(true);
  });

  it('that is one byte longer than the limit is refused', async () => {
    await expect(readBody(request(), counting(BODY_LIMITS.bytes + 1, 65_536), BODY_LIMITS)).rejects.toMatchObject({
      status: 413,
    });
  });

  it('of a piece a byte takes no more memory than its bytes', async () => {
    const pieces = 900_000;
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    const one = Buffer.from([1]);
    const body = new Readable({ read: () => undefined });
    const reading = readBody(request(), body, BODY_LIMITS);
    for (let sent = 0; sent < pieces; sent++) {
      // Each piece is an object of its own, as a socket's are.
      body.push(Buffer.from(one));
      if (sent % 1000 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      }
    }
    body.push(null);
    expect((await reading).length).toBe(pieces);
    expect(most).toBeLessThan(40_000_000);
  });
});
