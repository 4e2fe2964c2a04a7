import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../../durable-file.js';
import { StartupError } from '../../startup-error.js';

/** Within this time after a change, another one may have left the folder's time of change as it was. */
const SETTLED_MS = 1000;
/** How often a folder that was just changed is read again. */
const AGAIN_MS = 50;
const ENDING = '.json';

/** A file of the keys folder holds something else than it should. */
export class BrokenRecordError extends StartupError {
  readonly code = 'broken-record';
  readonly exitCode = 78;
  constructor(path: string) {
    super(`${path} cannot be read: it is not as Touchstone wrote it. Restore it from a backup, or remove it.`);
  }
}

/**
 * Small records, a file each, that several processes read and write without knowing of each other: a file is put there in
 * one step, whole and durable, and nobody writes the file of another record. What one process wrote holds for the others
 * within 50 ms, for itself at once. Only the owner can read the files.
 */
export class RecordFolder<T> {
  #read: { readonly records: ReadonlyMap<string, T>; readonly changed: number; readonly at: number } | undefined;

  constructor(
    private readonly path: string,
    private readonly parse: (json: unknown) => T | undefined,
  ) {}

  /** By name. One look at the folder, unless it changed. */
  all(): ReadonlyMap<string, T> {
    const changed = statSync(this.path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const now = Date.now();
    const last = this.#read;
    if (last?.changed === changed && (last.at - changed > SETTLED_MS || now - last.at < AGAIN_MS)) return last.records;
    const records = changed === 0 ? new Map<string, T>() : this.#readAll();
    this.#read = { records, changed, at: now };
    return records;
  }

  /** @throws BrokenRecordError */
  #readAll(): ReadonlyMap<string, T> {
    const records = new Map<string, T>();
    for (const file of readdirSync(this.path).toSorted()) {
      if (!file.endsWith(ENDING)) continue;
      const path = join(this.path, file);
      const text = readIfThere(path);
      if (text === undefined) continue;
      const record = this.parse(parsed(text));
      if (record === undefined) throw new BrokenRecordError(path);
      records.set(file.slice(0, -ENDING.length), record);
    }
    return records;
  }

  /** Whether there is a record of this name: one look at its file, whatever the number of the others. */
  has(name: string): boolean {
    return existsSync(join(this.path, name + ENDING));
  }

  put(name: string, record: T): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    writeDurably(join(this.path, name + ENDING), `${JSON.stringify(record)}\n`);
    this.#read = undefined;
  }

  remove(name: string): void {
    rmSync(join(this.path, name + ENDING), { force: true });
    this.#read = undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
