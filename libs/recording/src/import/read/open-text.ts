import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError, messageOf } from '#cli';

const BLOCK = 256 * 1024;

/** A file to be imported, gzip or not. */
export interface TextFile {
  readonly path: string;
  /** As it lies on the disk. */
  readonly bytes: number;
  readonly gzip: boolean;
  readonly modifiedMs: number;
}

/** Looks at a file without reading it: gzip is told by its first bytes, not by its name. @throws CommandError */
export async function inspectFile(path: string): Promise<TextFile> {
  try {
    const { size, mtimeMs } = await stat(path);
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return { path, bytes: size, gzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b, modifiedMs: mtimeMs };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CommandError('unreadable-file', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * The file's text in pieces, without a byte order mark. `onBytes` learns how much of the file has been read.
 * @throws CommandError where it cannot be read, is cut off, or is not in this encoding
 */
export async function* textOf(
  file: TextFile,
  encoding: 'utf8' | 'latin1',
  onBytes: (bytes: number) => void,
): AsyncIterable<string> {
  const decoder = new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'windows-1252', { fatal: true });
  const disk = createReadStream(file.path, { highWaterMark: BLOCK });
  const plain: Readable = file.gzip ? unpacked(disk) : disk;
  try {
    for await (const block of plain as AsyncIterable<Buffer>) {
      onBytes(disk.bytesRead);
      yield decode(decoder, block, file);
    }
    yield decode(decoder, undefined, file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('unreadable-file', `${file.path} cannot be read to its end: ${messageOf(error)}`, { cause: error });
  } finally {
    disk.destroy();
    plain.destroy();
  }
}

function unpacked(disk: Readable): Readable {
  const out = new PassThrough({ highWaterMark: BLOCK });
  pipeline(disk, createGunzip({ chunkSize: BLOCK }), out).catch((error: unknown) => {
    out.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return out;
}

function decode(decoder: InstanceType<typeof TextDecoder>, block: Buffer | undefined, file: TextFile): string {
  try {
    return block ? decoder.decode(block, { stream: true }) : decoder.decode();
  } catch (error) {
    const message = `${file.path} is not UTF-8; write \`input: { encoding: latin1 }\` in the mapping if it came from an older Windows or Excel`;
    throw new CommandError('unreadable-file', message, { cause: error });
  }
}
