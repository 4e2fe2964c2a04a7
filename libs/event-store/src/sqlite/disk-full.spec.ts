import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START } from '#events';
import { anEvent, everything } from '../contract/opened-store.js';
import { StoreUnavailableError } from '../event-store.js';
import { openSqliteEventStore } from './sqlite-event-store.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-small-disk-'));
const mounted = mountSmallDisk();

/** A file system of 3 MB; only root may make one. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' });
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
  it('refuses appends, keeps all that was acknowledged, and goes on once there is room', async () => {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(1_000_000));
    const path = join(folder, 'ledger.db');
    const store = openSqliteEventStore(path);
    const acknowledged: string[] = [];
    const refused: unknown[] = [];
    for (let turn = 0; turn < 400 && refused.length === 0; turn += 1) {
      const events = Array.from({ length: 8 }, (_, n) => anEvent({ turn, n, text: 'x'.repeat(2_000) }));
      const outcomes = await Promise.allSettled(events.map((event) => store.append(`s-${event.id}`, [event], 'none')));
      for (const [n, outcome] of outcomes.entries()) {
        if (outcome.status === 'rejected') refused.push(outcome.reason);
        else acknowledged.push(events[n]?.id ?? '');
      }
    }

    expect(refused).toHaveLength(8);
    expect(refused.every((error) => error instanceof StoreUnavailableError && error.code === 'disk-full')).toBe(true);
    expect(String(refused[0])).toMatch(/full.*make room and try again/);
    await expect(store.append('still-full', [anEvent('x'.repeat(100_000))], 'none')).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect((await everything(store, 100)).map(({ id }) => id)).toEqual(acknowledged);

    rmSync(join(folder, 'filler'));
    const again = anEvent('there is room');
    await store.append('again', [again], 'none');
    await store.close();
    const reopened = openSqliteEventStore(path);
    expect((await everything(reopened, 100)).map(({ id }) => id)).toEqual([...acknowledged, again.id]);
    expect((await reopened.readAll(START, { limit: 1 }))[0]?.position).toBe(1n);
    await reopened.close();
  });
});
