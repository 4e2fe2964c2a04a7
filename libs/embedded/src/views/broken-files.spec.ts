import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { counting, counts, ManagedViews } from './testing/managed-views.js';

const BOTH = [counting('calls'), counting('letters')];

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 30_000; !(await what()) && Date.now() < end;) await sleep(20);
  expect(await what()).toBe(true);
};
const errors = ({ log }: ManagedViews): string[] =>
  log.filter(({ level }) => level === 'error').map(({ fields }) => String(fields['err']));

describe('A view file that is damaged while it serves', () => {
  it('is named, and the other sets go on', async () => {
    const world = new ManagedViews();
    try {
      await world.record('call');
      const manager = await world.started(BOTH);
      await manager.waitFor(await world.store.head());
      for (const name of readdirSync(world.views).filter((file) => /^calls-1[.]db(-wal)?$/.test(file))) {
        const file = join(world.views, name);
        writeFileSync(file, Buffer.alloc(statSync(file).size, 0x55), { flag: 'r+' });
      }
      await world.record('call');
      await manager.waitFor(await world.store.head(), ['letters']);
      await until(async () => (await manager.status())[0]?.serving.problem?.code === 'damaged');
      expect(await manager.status()).toMatchObject([
        { set: 'calls', serving: { edition: 1, problem: { code: 'damaged' } } },
        { set: 'letters', serving: { lag: '0' } },
      ]);
      expect(errors(world).join()).toMatch(/calls-1[.]db is damaged/);
    } finally {
      await world.remove();
    }
  });
});

describe('The file that says which editions serve', () => {
  it.each([
    ['cut short', '{"calls": 2, "let'],
    ['empty', ''],
    ['of another form', '["calls", null]'],
    ['naming editions that are not there', '{"calls": 7, "letters": 9}'],
    ['naming what is no edition', '{"calls": "two", "letters": {}}'],
  ])('is made again of the editions where it is %s', async (_how, content) => {
    const world = new ManagedViews();
    try {
      await world.record('call', 'fax');
      const before = await world.started(BOTH);
      await before.waitFor(await world.store.head());
      await before.rebuild('calls');
      await until(async () => (await before.status())[0]?.building?.caughtUp === true);
      await before.promote('calls');
      await before.stop();
      writeFileSync(join(world.views, 'serving.json'), content);
      const manager = await world.started(BOTH);
      expect(await manager.status()).toMatchObject([
        { set: 'calls', serving: { edition: 2, lag: '0' } },
        { set: 'letters', serving: { edition: 1, lag: '0' } },
      ]);
      expect(await counts(manager, 'calls')).toEqual({ call: 1, fax: 1 });
      expect(readFileSync(join(world.views, 'serving.json'), 'utf8')).toBe('{\n  "calls": 2,\n  "letters": 1\n}\n');
    } finally {
      await world.remove();
    }
  });
});

const disk = mkdtempSync(join(tmpdir(), 'touchstone-small-disk-'));
const mounted = mountSmallDisk();

/** A file system of 3 MB; only root may make one. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  const piece = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(descriptor, piece);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(descriptor);
  }
}

afterAll(() => {
  if (mounted) execFileSync('/bin/umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
});

(mounted ? describe : describe.skip)(`Views on a full disk${mounted ? '' : ' (needs root to mount a small one)'}`, () => {
  it('are named and tried again, log it once, and go on by themselves once there is room', async () => {
    const world = new ManagedViews(join(disk, 'views'));
    const kinds = Array.from({ length: 2000 }, (_, n) => `kind-${n}`);
    try {
      const manager = await world.started(BOTH);
      await manager.rebuild('letters');
      fill(join(disk, 'ballast'));
      await world.record(...kinds);
      const isFull = async (): Promise<boolean> =>
        (await manager.status()).every(({ serving, building }) =>
          [serving, ...(building ? [building] : [])].every(({ problem }) => problem?.code === 'disk-full'),
        );
      await until(isFull);
      const said = errors(world).length;
      await sleep(1500);
      expect([await isFull(), errors(world).length]).toEqual([true, said]);
      expect(await counts(manager, 'calls')).toEqual({});

      rmSync(join(disk, 'ballast'));
      await until(async () =>
        (await manager.status()).every(({ serving, building }) => serving.lag === '0' && (building?.caughtUp ?? true)),
      );
      for (const set of ['calls', 'letters'])
        expect(await counts(manager, set)).toEqual(Object.fromEntries(kinds.map((kind) => [kind, 1])));
      await manager.promote('letters');
      expect(Object.keys(await counts(manager, 'letters'))).toHaveLength(2000);
      expect((await manager.status()).flatMap(({ serving }) => serving.problem ?? [])).toEqual([]);
    } finally {
      await world.remove();
    }
  });
});
