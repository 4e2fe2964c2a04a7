import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { asPosition } from '#events';
import { ViewsUnavailableError, type EditionState, type ViewSet } from '../views.js';
import { withReadableErrors } from './sqlite-errors.js';
import { SqliteEdition, type SqliteEditionOptions } from './sqlite-edition.js';
import { SqliteViewReader } from './sqlite-view-reader.js';

const FILE = /^(?<set>[a-z-]+)-(?<edition>\d+)\.db$/;

/**
 * The editions of all sets, one file each: `<set>-<edition>.db`, and `serving.json` that says which of them serves.
 * A promotion replaces that pointer in one atomic step.
 */
export class EditionsFolder {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
  }

  /** The edition that serves; `undefined` where there is none, or its file was deleted. */
  serving(set: string): number | undefined {
    const edition = this.#pointers()[set];
    return edition !== undefined && existsSync(this.#file(set, edition)) ? edition : undefined;
  }

  /** All editions of a set, oldest first. */
  editions(set: string): number[] {
    return readdirSync(this.#folder)
      .map((name) => FILE.exec(name)?.groups)
      .filter((groups) => groups?.['set'] === set)
      .map((groups) => Number(groups?.['edition']))
      .toSorted((a, b) => a - b);
  }

  state(set: string, edition: number): EditionState {
    const file = this.#file(set, edition);
    return withReadableErrors(file, () => {
      const db = new Database(file, { readonly: true, fileMustExist: true });
      try {
        const row = db.prepare<[], { version: string; position: number }>('SELECT version, position FROM edition').get();
        const deadLetters = db.prepare<[], number>('SELECT count(*) FROM dead_letters').pluck().get() ?? 0;
        return {
          set,
          edition,
          version: row?.version ?? '',
          position: asPosition(row?.position ?? 0),
          deadLetters,
          serving: this.serving(set) === edition,
        };
      } finally {
        db.close();
      }
    });
  }

  /** Makes the file of the next edition, empty. */
  create(set: ViewSet): number {
    const edition = (this.editions(set.name).at(-1) ?? 0) + 1;
    new SqliteEdition(this.#file(set.name, edition), set, edition).close().catch(() => undefined);
    return edition;
  }

  writer(set: ViewSet, edition: number, options?: SqliteEditionOptions): SqliteEdition {
    return new SqliteEdition(this.#file(set.name, edition), set, edition, options);
  }

  /** @throws ViewsUnavailableError `no-edition` while none serves. */
  reader(set: string): SqliteViewReader {
    const edition = this.serving(set);
    if (edition === undefined) throw new ViewsUnavailableError('no-edition', `No edition of the ${set} views serves yet.`);
    return new SqliteViewReader(this.#file(set, edition));
  }

  promote(set: string, edition: number): void {
    const pointers = { ...this.#pointers(), [set]: edition };
    const file = join(this.#folder, 'serving.json');
    const descriptor = openSync(`${file}.new`, 'w', 0o600);
    writeSync(descriptor, `${JSON.stringify(pointers, null, 2)}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(`${file}.new`, file);
  }

  drop(set: string, edition: number): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.#file(set, edition) + suffix, { force: true });
  }

  #file(set: string, edition: number): string {
    return join(this.#folder, `${set}-${edition}.db`);
  }

  /** A file that is damaged points nowhere: which editions there are, their own files say. */
  #pointers(): Readonly<Record<string, number>> {
    const file = join(this.#folder, 'serving.json');
    if (!existsSync(file)) return {};
    try {
      const pointers: unknown = JSON.parse(readFileSync(file, 'utf8'));
      const entries = typeof pointers === 'object' && pointers !== null ? Object.entries(pointers) : [];
      return Object.fromEntries(entries.filter(([, edition]) => Number.isInteger(edition)));
    } catch (error) {
      if (error instanceof SyntaxError) return {};
      throw error;
    }
  }
}
