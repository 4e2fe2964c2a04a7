import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rightsOfOthers } from '#platform';
import { type Finding, size } from './finding.js';

export interface FolderPaths {
  readonly data: string;
  readonly keys: string;
}

/** Less than this is as good as full. */
const LEAST_ROOM = 64_000_000;

/** What a look at the folders alone tells: what is there, whose it is, and how much room is left. */
export function examineFolder({ data, keys }: FolderPaths): readonly Finding[] {
  return [format(data), ...modes(data, keys), masterKey(keys), room(data), ...leftovers(data)];
}

function format(data: string): Finding {
  const what = 'data folder';
  const file = join(data, 'format.json');
  try {
    const { format: number, createdBy } = JSON.parse(readFileSync(file, 'utf8')) as { format: unknown; createdBy: unknown };
    return { what, state: 'ok', found: `${data}, format ${String(number)}, made by ${String(createdBy)}` };
  } catch {
    return { what, state: 'wrong', found: `${file} is damaged`, todo: 'write {"format":1} into it' };
  }
}

function modes(data: string, keys: string): Finding[] {
  const mended = ['', 'ledger.db', 'vault.db', 'views']
    .map((name) => join(data, name))
    .filter((path) => existsSync(path) && rightsOfOthers(path) !== 0);
  const exposed = [keys, join(keys, 'master.key')].filter((path) => existsSync(path) && rightsOfOthers(path) !== 0);
  return [
    mended.length === 0
      ? { what: 'modes of data', state: 'ok', found: 'for their owner alone' }
      : {
          what: 'modes of data',
          state: 'warning',
          found: `others have rights to ${mended.join(', ')}`,
          todo: 'the next start takes them away',
        },
    exposed.length === 0
      ? { what: 'modes of keys', state: 'ok', found: 'for their owner alone' }
      : {
          what: 'modes of keys',
          state: 'wrong',
          found: `others have rights to ${exposed.join(', ')}`,
          todo: `chmod -R go-rwx ${keys}`,
        },
  ];
}

function masterKey(keys: string): Finding {
  const file = join(keys, 'master.key');
  return existsSync(file)
    ? { what: 'master key', state: 'ok', found: file }
    : {
        what: 'master key',
        state: 'wrong',
        found: `${file} is not there`,
        todo: 'put it back from its backup: without it nothing sealed can be opened',
      };
}

function room(data: string): Finding {
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const [ledger, vault] = ['ledger.db', 'vault.db'].map(
    (name) => sizeOf(join(data, name)) + sizeOf(join(data, `${name}-wal`)),
  ) as [number, number];
  const views = existsSync(join(data, 'views'))
    ? readdirSync(join(data, 'views')).reduce((sum, name) => sum + sizeOf(join(data, 'views', name)), 0)
    : 0;
  const found = `${size(free)} free; ledger ${size(ledger)}, vault ${size(vault)}, views ${size(views)}`;
  if (free < LEAST_ROOM) return { what: 'room', state: 'wrong', found, todo: 'make room: writes are refused soon, or already' };
  if (free < Math.max(ledger, vault) || free < views)
    return {
      what: 'room',
      state: 'warning',
      found,
      todo: 'make room: an upgrade copies ledger or vault, a rebuild writes the views again',
    };
  return { what: 'room', state: 'ok', found };
}

/** Copies of before an upgrade hold keys and names as they were, until something is erased. */
function leftovers(data: string): Finding[] {
  const copies = readdirSync(data).filter((name) => /\.before-\d+$/.test(name));
  if (copies.length === 0) return [];
  const found = copies.map((name) => `${name} (${size(sizeOf(join(data, name)))})`).join(', ');
  return [{ what: 'copies of before an upgrade', state: 'warning', found, todo: 'remove them once you know that all is well' }];
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
