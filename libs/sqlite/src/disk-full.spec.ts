import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentOf, notesFormat, openNotes, writeNotes } from './testing/notes.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-small-disk-'));
const mounted = mountSmallDisk();

/** A file system of 8 MB; only root may make one. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('/bin/umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true });
});

(mounted ? describe : describe.skip)(`a full disk${mounted ? '' : ' (needs root to mount a small one)'}`, () => {
  const path = join(folder, 'notes.db');
  const filler = join(folder, 'filler');
  const migrate = (): void => void openNotes(path, notesFormat(4)).close();

  it('refuses to copy or to change a file of an older version, says what to do, and goes on once there is room', () => {
    writeNotes(
      path,
      1,
      Array.from({ length: 2000 }, (_, n) => `note ${n} ${'x'.repeat(750)}`),
    );
    const before = contentOf(path);

    // The file has some 1.6 MB.
    writeFileSync(filler, Buffer.alloc(5_700_000));
    expect(migrate).toThrow(
      expect.objectContaining({
        code: 'disk-full',
        message: expect.stringMatching(/no room for the copy: it takes 1\.\d MB, and [01]\.\d MB are free.*Make room/),
      }),
    );
    expect(contentOf(path)).toEqual(before);

    // Room for the copy and not for the steps.
    rmSync(filler);
    writeFileSync(filler, Buffer.alloc(3_500_000));
    expect(migrate).toThrow(
      expect.objectContaining({
        code: 'disk-full',
        message: expect.stringMatching(/disk became full while it was brought up to date.*Make room/),
      }),
    );
    expect(contentOf(path)).toEqual(before);
    expect(contentOf(`${path}.before-2`)).toEqual(before);

    rmSync(filler);
    migrate();
    expect(contentOf(path)).toMatchObject({ version: 4, whole: 'ok' });
    expect(readdirSync(folder)).toContain('notes.db.before-2');
  });
});
