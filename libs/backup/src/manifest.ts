import { join } from 'node:path';
import { readIfThere, writeDurably } from '#platform';
import type { KnownRoot } from '#proof';
import { BackupError } from './backup-errors.js';

/** The layout of a backup that this version reads and writes. */
const FORMAT = 1;
const MANIFEST = 'backup.json';

/** A file of the backup as it was written. */
export interface BackedUpFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** What a backup holds; in clear, and without anything personal. */
export interface Manifest {
  /** RFC 3339, UTC. */
  readonly madeAt: string;
  /** `touchstone 0.1.0` */
  readonly madeBy: string;
  readonly files: readonly BackedUpFile[];
  /** The ledger's events, and the root of the tree over them, hexadecimal. */
  readonly ledger: KnownRoot;
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeDurably(join(folder, MANIFEST), `${JSON.stringify({ format: FORMAT, ...manifest }, undefined, 2)}\n`);
}

/** @throws BackupError `no-backup` `newer-version` `damaged` */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST);
  const text = readIfThere(path);
  if (text === undefined) {
    throw new BackupError('no-backup', `There is no backup in ${folder}: it has no ${MANIFEST}, which is written last.`);
  }
  const manifest = parsed(text);
  if (!manifest) throw new BackupError('damaged', `${path} is damaged. Take another backup.`);
  if (manifest.format > FORMAT) {
    throw new BackupError(
      'newer-version',
      `The backup in ${folder} was made by a newer version (${manifest.madeBy}). Restore it with that one.`,
    );
  }
  return manifest;
}

function parsed(text: string): (Manifest & { readonly format: number }) | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isManifest(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest & { readonly format: number } {
  if (!isRecord(value) || !isRecord(value['ledger']) || !Array.isArray(value['files'])) return false;
  const { format, madeAt, madeBy, files, ledger } = value;
  return (
    Number.isInteger(format) &&
    typeof madeAt === 'string' &&
    typeof madeBy === 'string' &&
    Number.isInteger(ledger['size']) &&
    typeof ledger['root'] === 'string' &&
    files.every(
      (file) =>
        isRecord(file) && isFileName(file['name']) && Number.isInteger(file['bytes']) && typeof file['sha256'] === 'string',
    )
  );
}

/** A name in the backup's own folder, and nowhere else. */
function isFileName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z.-]*$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
