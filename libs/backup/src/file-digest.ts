import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackedUpFile } from './manifest.js';

export interface ReadingOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

const PIECE = 1024 * 1024;

/** What a file holds, and with `copyTo` a copy of it, for its owner alone, durable. One piece of it at a time is in memory. */
export async function digestFile(
  path: string,
  { signal, onBytes }: ReadingOptions,
  copyTo?: string,
): Promise<Pick<BackedUpFile, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  const look = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      bytes += piece.length;
      onBytes(piece.length);
      done(null, copyTo === undefined ? undefined : piece);
    },
  });
  const read = createReadStream(path, { highWaterMark: PIECE });
  if (copyTo === undefined) await pipeline(read, look.resume(), { signal });
  else await pipeline(read, look, createWriteStream(copyTo, { flags: 'wx', mode: 0o600, flush: true }), { signal });
  return { bytes, sha256: hash.digest('hex') };
}
