import { pipeline, type Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProblemError } from '../problems/problem-error.js';

const UNPACK = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress } as const;
const TAKEN = 'gzip, deflate, br';

/** What unpacks to more than so many times its size is a bomb; the first bytes are free, because little text may repeat itself. */
const MOST_TIMES = 200;
const FREE_BYTES = 16 * 1024 * 1024;

/**
 * The body as its `Content-Encoding` was before it was packed: gzip, deflate or br. It errs with a `ProblemError` where it
 * cannot be unpacked, or grows beyond all measure.
 * @throws ProblemError 415 where the encoding is another one
 */
export function unpackBody(body: Readable, encoding: string | undefined): Readable {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return body;
  if (!isTaken(name)) {
    throw new ProblemError(415, 'unsupported-content-encoding', 'This content encoding is not understood', {
      detail: 'Send the body with Content-Encoding gzip, deflate or br, or without one.',
      headers: { 'accept-encoding': TAKEN },
    });
  }
  const unpacking = UNPACK[name]();
  let bytes = 0;
  const measured = new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      if (bytes > FREE_BYTES && bytes > MOST_TIMES * unpacking.bytesWritten) done(bomb());
      else done(null, part);
    },
  });
  unpacking.once('error', () => measured.destroy(notPacked(name)));
  // Not through `pipeline`, which would destroy the request, and with it the connection, before it is answered.
  body.once('error', (error) => measured.destroy(error));
  body.pipe(unpacking);
  pipeline(unpacking, measured, () => body.unpipe(unpacking));
  return measured;
}

function isTaken(name: string): name is keyof typeof UNPACK {
  return Object.hasOwn(UNPACK, name);
}

function bomb(): ProblemError {
  return new ProblemError(413, 'too-large', 'The request is too large', {
    detail: `The body unpacks to more than ${MOST_TIMES} times its size. Send it in parts, or not packed.`,
  });
}

function notPacked(name: string): ProblemError {
  return new ProblemError(400, 'malformed-encoding', 'The request is not valid', {
    detail: `The body cannot be unpacked: it is not ${name}, as its Content-Encoding says, or it breaks off.`,
  });
}
