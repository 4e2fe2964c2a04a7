import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { removeCopies } from './copies-beforehand.js';
import { readableStateOf } from './file-format.js';
import { migrateFile } from './migrate-file.js';
import { contentOf, notesFormat, openNotes, writeNotes } from './testing/notes.js';

const LATEST = 4;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-migrate-'));
  path = join(folder, 'notes.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const migrate = (version = LATEST): void => void openNotes(path, notesFormat(version)).close();
/** Without what SQLite keeps beside a file in use. */
const files = (): string[] =>
  readdirSync(folder)
    .filter((name) => !/-(wal|shm)$/.test(name))
    .toSorted();

describe('a new file', () => {
  it('gets all steps and no copy', () => {
    migrate();
    expect(contentOf(path)).toMatchObject({ version: LATEST, notes: [] });
    expect(files()).toEqual(['notes.db']);
  });

  it('that cannot be finished stays empty, and is made by the next start', () => {
    const db = new Database(path);
    const onCreate = (): never => {
      throw new Error('no key');
    };
    expect(() => migrateFile(db, path, notesFormat(LATEST), { onCreate })).toThrow('no key');
    expect(db.pragma('user_version', { simple: true })).toBe(0);
    db.close();
    migrate();
    expect(contentOf(path)).toMatchObject({ version: LATEST });
  });
});

describe('a file of an older version', () => {
  it('is brought up to date with all that is in it, and kept beside as it was', () => {
    writeNotes(path, 1, ['a', 'bc']);
    const before = contentOf(path);
    const told: [object, string][] = [];
    openNotes(path, notesFormat(LATEST), { log: { info: (fields, message) => void told.push([fields, message]) } }).close();

    expect(contentOf(path)).toMatchObject({
      version: LATEST,
      notes: [
        { id: 1, text: 'A!', size: 2 },
        { id: 2, text: 'BC!', size: 3 },
      ],
      whole: 'ok',
    });
    expect(files()).toEqual(['notes.db', 'notes.db.before-2']);
    expect(contentOf(`${path}.before-2`)).toEqual(before);
    expect(statSync(`${path}.before-2`).mode & 0o777).toBe(0o600);
    const fields = { file: path, from: 1, to: LATEST, copy: `${path}.before-2` };
    expect(told).toEqual([
      [fields, expect.stringContaining('copying the notebook of an older version')],
      [fields, expect.stringContaining('bringing the notebook up to date')],
      [fields, expect.stringContaining('is up to date')],
    ]);
  });

  it('can be put back: the version before opens the copy in its place', () => {
    writeNotes(path, 2, ['a']);
    const before = contentOf(path);
    migrate();
    rmSync(path);
    writeFileSync(path, readFileSync(`${path}.before-3`));
    migrate(2);
    expect(contentOf(path)).toEqual(before);
  });

  it('is not changed by a reader, who is told what to do', () => {
    writeNotes(path, 1, ['a']);
    const before = readFileSync(path);
    const db = new Database(path, { readonly: true });
    expect(() => readableStateOf(db, path, notesFormat(LATEST))).toThrow(
      expect.objectContaining({ code: 'older-version', message: expect.stringContaining("Start this version's server") }),
    );
    db.close();
    expect(readFileSync(path)).toEqual(before);
  });

  it('is as it was where a step is refused, and goes through once that is mended', () => {
    writeNotes(path, 1, ['a', 'b']);
    const before = contentOf(path);
    const { steps, ...format } = notesFormat(2);
    const broken = { ...format, steps: [...steps, { id: '003-broken', sql: 'UPDATE notes SET id = 1' }] };
    expect(() => openNotes(path, broken)).toThrow(
      expect.objectContaining({ code: 'migration-failed', message: expect.stringMatching(/003-broken.*version before still/) }),
    );
    expect(contentOf(path)).toEqual(before);
    migrate();
    expect(contentOf(path)).toMatchObject({ version: LATEST, whole: 'ok' });
  });

  it('with damaged pages is not changed', () => {
    writeNotes(
      path,
      1,
      Array.from({ length: 2000 }, (_, n) => `note ${n} ${'x'.repeat(50)}`),
    );
    const bytes = readFileSync(path);
    bytes.fill(0xfe, 8 * 4096, 12 * 4096);
    writeFileSync(path, bytes);
    expect(() => migrate()).toThrow(expect.objectContaining({ code: 'SQLITE_CORRUPT' }));
    expect(readFileSync(path)).toEqual(bytes);
    expect(files()).toEqual(['notes.db']);
  });

  it('is copied anew where an earlier attempt left a copy: the version before may have written meanwhile', () => {
    writeNotes(path, 1, ['first']);
    writeFileSync(`${path}.before-2`, 'a copy that is too old');
    writeFileSync(`${path}.before-2.new`, 'half a copy');
    chmodSync(`${path}.before-2`, 0o400);
    const before = contentOf(path);
    migrate();
    expect(contentOf(`${path}.before-2`)).toEqual(before);
    expect(files()).toEqual(['notes.db', 'notes.db.before-2']);
  });

  it('keeps the copy of an earlier attempt until there is another one', () => {
    writeNotes(
      path,
      1,
      Array.from({ length: 2000 }, (_, n) => `note ${n} ${'x'.repeat(50)}`),
    );
    writeFileSync(`${path}.before-2`, 'a whole copy');
    const bytes = readFileSync(path);
    bytes.fill(0xfe, 8 * 4096, 12 * 4096);
    writeFileSync(path, bytes);
    expect(() => migrate()).toThrow(expect.objectContaining({ code: 'SQLITE_CORRUPT' }));
    expect(readFileSync(`${path}.before-2`, 'utf8')).toBe('a whole copy');
    expect(files()).toEqual(['notes.db', 'notes.db.before-2']);
  });
});

describe('a file that is not brought up to date', () => {
  it('because it is, is not copied or written', () => {
    writeNotes(path, LATEST, ['a']);
    rmSync(`${path}.before-2`);
    const before = readFileSync(path);
    migrate();
    expect(readFileSync(path)).toEqual(before);
    expect(files()).toEqual(['notes.db']);
  });

  it.each([
    ['newer-version', 'PRAGMA user_version = 5', /format 5; this version of Touchstone knows formats up to 4/],
    ['not-ours', 'PRAGMA application_id = 7', /is not a Touchstone notebook/],
    ['not-ours', 'PRAGMA user_version = 0', /is not a Touchstone notebook/],
  ])('because it is %s, is left alone', (code, sql, message) => {
    writeNotes(path, 1, ['a']);
    const db = new Database(path);
    db.exec(sql);
    db.close();
    const before = readFileSync(path);
    expect(() => migrate()).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
    expect(readFileSync(path)).toEqual(before);
    expect(files()).toEqual(['notes.db']);
  });
});

it('copies are removed, whole or not, and nothing else', () => {
  for (const name of [
    'notes.db',
    'notes.db.before-2',
    'notes.db.before-3.new',
    'notes.db.before-3.new-journal',
    'other.db.before-2',
  ])
    writeFileSync(join(folder, name), '');
  removeCopies(path);
  expect(files()).toEqual(['notes.db', 'other.db.before-2']);
});

/** Where a start is interrupted: at the n-th line of the log, or while the n-th row of step 3 is written. */
type Interruption = { readonly at: 'log' | 'step'; readonly n: number };

class Interrupted extends Error {}

function startAndInterrupt(version: number, { at, n }: Interruption): void {
  let count = 0;
  const interrupt = (): void => {
    count += 1;
    if (count === n) throw new Interrupted();
  };
  try {
    const how = at === 'log' ? { log: { info: interrupt } } : { inStep: interrupt };
    openNotes(path, notesFormat(version), how).close();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
}

it('however often and wherever starts are interrupted, the file ends the same, with a copy of how it began', () => {
  const interruption: fc.Arbitrary<Interruption> = fc.record({
    at: fc.constantFrom('log' as const, 'step' as const),
    n: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: LATEST - 1 }),
      fc.array(fc.string(), { maxLength: 5 }),
      fc.array(interruption, { maxLength: 4 }),
      (version, notes, interruptions) => {
        for (const name of readdirSync(folder)) rmSync(join(folder, name));
        const undisturbed = join(folder, 'undisturbed.db');
        for (const file of [path, undisturbed]) writeNotes(file, version, notes);
        for (const file of [path, undisturbed]) removeCopies(file);
        const before = contentOf(path);
        openNotes(undisturbed, notesFormat(LATEST)).close();

        for (const each of interruptions) startAndInterrupt(LATEST, each);
        migrate();

        expect(contentOf(path)).toEqual(contentOf(undisturbed));
        expect(files().filter((name) => name.startsWith('notes.db'))).toEqual(['notes.db', `notes.db.before-${version + 1}`]);
        expect(contentOf(`${path}.before-${version + 1}`)).toEqual(before);
      },
    ),
    { numRuns: 30 },
  );
});
