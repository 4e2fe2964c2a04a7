import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TextFile } from './read/open-text.js';
import type { ImportCounts } from './run-import.js';

/** How far an import got. */
export interface Progress {
  /** Lines acknowledged, from the beginning of the file. */
  readonly lines: number;
  readonly counts: ImportCounts;
}

/** Identifies an import, so that a further run continues it. */
export interface ImportIdentity {
  readonly file: TextFile;
  /** The mapping's text; empty for a file of touchpoints. */
  readonly mapping: string;
  /** The other files that the mapping reads. */
  readonly tables: readonly TextFile[];
  readonly target: string;
}

/**
 * Stores the progress of one import in a file. Losing it costs only time, because recording a touchpoint twice is one event.
 */
export class ImportProgress {
  readonly #path: string;
  #savedAt = 0;

  /** `folder`: where such files are kept. */
  constructor(
    folder: string,
    readonly identity: ImportIdentity,
  ) {
    this.#path = join(folder, `${digest(identity)}.json`);
  }

  /** Folder for temporary files of the sort. */
  get sortFolder(): string {
    return this.#path.replace(/\.json$/, '.sorting');
  }

  /** How far an earlier run got; `undefined` where there was none. */
  load(): Progress | undefined {
    try {
      return asProgress(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** Saves at most once a second, unless it is the `last` time. */
  save(progress: Progress, now: number, last = false): void {
    if (!last && now - this.#savedAt < 1000) return;
    this.#savedAt = now;
    mkdirSync(join(this.#path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.#path}.new`, JSON.stringify(progress), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }

  /** Deletes the progress of a complete import. */
  clear(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Where progress is kept: in the data folder where one is named, otherwise where this system keeps programs' state. */
export function progressFolder(data: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (data !== undefined) return join(data, 'imports');
  const state = environment['XDG_STATE_HOME'] ?? environment['LOCALAPPDATA'] ?? join(homedir(), '.local', 'state');
  return join(state, 'touchstone', 'imports');
}

function digest({ file, mapping, tables, target }: ImportIdentity): string {
  const files = [file, ...tables].map(({ path, bytes, modifiedMs }) => [realpathSync(path), bytes, modifiedMs]);
  return createHash('sha256')
    .update(JSON.stringify([files, mapping, target]))
    .digest('hex')
    .slice(0, 32);
}

function asProgress(value: unknown): Progress | undefined {
  const { lines, counts } = value as Partial<Progress>;
  return typeof lines === 'number' && typeof counts?.accepted === 'number' ? { lines, counts } : undefined;
}
