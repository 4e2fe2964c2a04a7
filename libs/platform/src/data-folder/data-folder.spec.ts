import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from './data-folder.js';
import { DataFolderBusyError, DataFolderUnusableError, folderError, NewerDataFolderError } from './data-folder-errors.js';

let root: string;
let data: string;
let keys: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'data-folder-'));
  data = join(root, 'data');
  keys = join(root, 'data.keys');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = () => openDataFolder(data, keys, 'touchstone 0.1.0');

describe('a data folder', () => {
  it('is made where it is missing, for its owner alone, with its format', () => {
    const folder = open();
    expect(folder.created).toBe(true);
    expect(JSON.parse(readFileSync(join(data, 'format.json'), 'utf8'))).toEqual({ format: 1, createdBy: 'touchstone 0.1.0' });
    expect([data, keys].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    folder.close();
    const again = open();
    expect(again.created).toBe(false);
    again.close();
  });

  it('belongs to one process at a time, and is free again when it is closed', () => {
    const first = open();
    expect(open).toThrow(DataFolderBusyError);
    expect(open).toThrow(/Stop that one first, or give this one a folder of its own/);
    first.close();
    open().close();
  });

  it('is free again when its process was killed', async () => {
    open().close();
    const script = `const D = require('better-sqlite3'); const d = new D(process.argv[1]); d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['-e', script, join(data, 'lock.db')], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    expect(open).toThrow(DataFolderBusyError);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    open().close();
  });

  it('of a newer version is refused and left as it is', () => {
    mkdirSync(data);
    const content = '{"format":2,"createdBy":"touchstone 9.0.0"}';
    writeFileSync(join(data, 'format.json'), content);
    expect(open).toThrow(NewerDataFolderError);
    expect(open).toThrow(/format 2, made by touchstone 9.0.0/);
    expect(readFileSync(join(data, 'format.json'), 'utf8')).toBe(content);
  });

  it.each(['', '{', '{"format":"1"}', 'null'])('with a format.json of %j is refused', (content) => {
    mkdirSync(data);
    writeFileSync(join(data, 'format.json'), content);
    expect(open).toThrow(/format.json is damaged/);
  });

  it('is not made of a folder with files of somebody else', () => {
    mkdirSync(data);
    writeFileSync(join(data, '.gitkeep'), '');
    writeFileSync(join(data, 'thesis.doc'), '');
    expect(open).toThrow(/not empty and has no format.json/);
    rmSync(join(data, 'thesis.doc'));
    open().close();
  });

  it('is taken from others who have rights to it, with all that is in it, and the log is told', () => {
    open().close();
    mkdirSync(join(data, 'views'));
    for (const name of ['ledger.db', 'views/calls-1.db']) writeFileSync(join(data, name), '');
    const outside = join(root, 'outside');
    writeFileSync(outside, '');
    symlinkSync(outside, join(data, 'link'));
    const wide = ['', 'ledger.db', 'views', 'views/calls-1.db'].map((name) => join(data, name));
    for (const path of [...wide, outside]) chmodSync(path, 0o777);
    const told: object[] = [];
    openDataFolder(data, keys, 'touchstone 0.1.0', { warn: (fields) => void told.push(fields) }).close();
    expect(wide.map((path) => statSync(path).mode & 0o077)).toEqual([0, 0, 0, 0]);
    expect(statSync(outside).mode & 0o777).toBe(0o777);
    expect(told).toMatchObject([
      { folder: data, mended: expect.arrayContaining([join(data, 'views', 'calls-1.db')]) as string[] },
    ]);
  });

  it('is refused while others may look into the keys folder', () => {
    open().close();
    chmodSync(keys, 0o755);
    expect(open).toThrow(expect.objectContaining({ exitCode: 78, message: expect.stringContaining(`chmod 700 ${keys}`) }));
    chmodSync(keys, 0o700);
    open().close();
  });

  it('does not hold the keys by way of a symbolic link', () => {
    mkdirSync(join(data, 'inside'), { recursive: true });
    symlinkSync(join(data, 'inside'), keys);
    writeFileSync(join(data, 'format.json'), '{"format":1}');
    expect(open).toThrow(/must not lie inside each other/);
    rmSync(keys);
    open().close();
  });

  it('that cannot be made says why and what to do', () => {
    writeFileSync(data, 'a file');
    expect(open).toThrow(DataFolderUnusableError);
    expect(open).toThrow(/there is a file of that name/);
    expect(() => openDataFolder(join(data, 'below'), keys, 'x')).toThrow(/a part of the path is a file/);
  });

  it.each([
    ['EROFS', 'read-only'],
    ['ENOSPC', 'disk is full'],
    ['SQLITE_READONLY_DIRECTORY', 'may not write'],
    ['SQLITE_FULL', 'disk is full'],
    ['EIO', 'the disk answers EIO'],
  ])('that fails with %s says so', (code, part) => {
    const error = folderError('/data', 'TOUCHSTONE_DATA', Object.assign(new Error('low level'), { code }));
    expect(error).toBeInstanceOf(DataFolderUnusableError);
    expect(String(error)).toContain(part);
  });
});

const [MOUNT, UNMOUNT] = ['mount', 'umount'] as const;
const run = (command: string, args: string[]) => execFileSync(command, args, { stdio: 'ignore' });

// Needs the right to mount a small disk.
(canMount() ? describe : describe.skip)('a full disk', () => {
  it('is named as the reason, and leaves no half-made format behind', () => {
    mkdirSync(data);
    run(MOUNT, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', data]);
    try {
      const filler = join(data, '.filler');
      expect(() => writeFileSync(filler, Buffer.alloc(128 * 1024))).toThrow(/ENOSPC/);
      expect(open).toThrow(/the disk is full. Free some space/);
      rmSync(filler);
      open().close();
    } finally {
      run(UNMOUNT, [data]);
    }
  });
});

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    run(MOUNT, ['-t', 'tmpfs', 'tmpfs', probe]);
    run(UNMOUNT, [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
