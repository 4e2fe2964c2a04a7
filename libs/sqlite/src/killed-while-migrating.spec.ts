import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contentOf, notesFormat, openNotes, writeNotes } from './testing/notes.js';

const HOOK = require.resolve('../../event-store/src/sqlite/run-typescript.cjs');
const LATEST = 4;

/** Migrates and prints what is told; after a line that has the given words it waits a while, so that it can be killed there. */
const MIGRATE = `
  const { writeSync } = require('node:fs');
  const { notesFormat, openNotes } = require(${JSON.stringify(join(__dirname, 'testing', 'notes.ts'))});
  const [path, words, pause] = process.argv.slice(1);
  const tell = (text) => {
    writeSync(1, text + '\\n');
    if (text.includes(words)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(pause));
  };
  let rows = 0;
  openNotes(path, notesFormat(${LATEST}), {
    log: { info: (_, message) => tell(message) },
    inStep: () => { rows += 1; if (rows === 3) tell('in step 3'); },
  }).close();
`;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-killed-'));
  path = join(folder, 'notes.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (words: string, pause: number) =>
  spawn(process.execPath, ['--conditions=source', '--require', HOOK, '--eval', MIGRATE, path, words, `${pause}`]);

/** Starts a migration and kills it once it has told `words`, or `isTime`. */
async function migrateUntil(words: string, isTime = (told: string): boolean => told.includes(words)): Promise<void> {
  const child = start(words, 10_000);
  const closed = once(child, 'close');
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  while (!isTime(told)) {
    if (child.exitCode !== null) throw new Error(`It ended before it was killed: ${told}`);
    await sleep(1);
  }
  child.kill('SIGKILL');
  await closed;
}

describe('a process that is killed while it brings a file up to date', () => {
  const notes = Array.from({ length: 1500 }, (_, n) => `note ${n} ${'x'.repeat(16_000)}`);

  it('leaves it as it was or up to date, wherever that is, and the next start goes on from there', async () => {
    writeNotes(path, 1, notes);
    const before = contentOf(path);
    const copy = `${path}.before-2`;

    await migrateUntil('never told', () => existsSync(`${copy}.new`));
    expect(existsSync(copy)).toBe(false);
    expect(contentOf(path)).toEqual(before);

    await migrateUntil('bringing');
    expect(contentOf(copy)).toEqual(before);
    expect(contentOf(path)).toEqual(before);

    await migrateUntil('in step 3');
    expect(contentOf(path)).toEqual(before);

    await migrateUntil('is up to date');
    const after = contentOf(path);
    expect(after).toMatchObject({ version: LATEST, whole: 'ok' });
    openNotes(path, notesFormat(LATEST)).close();
    expect(contentOf(path)).toEqual(after);
    expect(contentOf(copy)).toEqual(before);
    expect(existsSync(`${copy}.new`)).toBe(false);
  });

  it('has the work to itself: of two that start at once one does it, and the other finds it done', async () => {
    writeNotes(path, 1, ['a', 'b', 'c', 'd']);
    const told = await Promise.all(
      [start('bringing', 500), start('bringing', 500)].map(async (child) => {
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
        const [code] = (await once(child, 'close')) as [number];
        return { code, text };
      }),
    );
    expect(told.map(({ code }) => code)).toEqual([0, 0]);
    expect(told.filter(({ text }) => text === '')).toHaveLength(1);
    expect(contentOf(path)).toMatchObject({ version: LATEST, notes: expect.arrayContaining([{ id: 4, text: 'D!', size: 2 }]) });
  });
});
