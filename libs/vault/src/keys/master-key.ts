import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { VaultUnavailableError } from '../vault.js';

const KEY_BYTES = 32;
const OTHERS_MAY_USE = 0o077;

/** The file of the master key, the root of all keys. It belongs outside the data folder, so that no copy of the data holds it. */
function masterKeyPath(keysDir: string): string {
  return join(keysDir, 'master.key');
}

/** Makes a master key where there is none: 32 random bytes as base64, readable by this user only, on disk when it returns. */
export function createMasterKey(keysDir: string): void {
  const path = masterKeyPath(keysDir);
  if (existsSync(path)) return;
  mkdirSync(keysDir, { recursive: true, mode: 0o700 });
  const draft = join(keysDir, `.master.key.${randomUUID()}`);
  writeDurably(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  syncFolder(keysDir);
}

/**
 * @throws VaultUnavailableError `master-key-missing`; `master-key-exposed` where group or others may read the file;
 * `master-key-wrong` where it holds no key.
 */
export function readMasterKey(keysDir: string): Buffer {
  const path = masterKeyPath(keysDir);
  if (!existsSync(path)) {
    throw new VaultUnavailableError(
      'master-key-missing',
      `The master key ${path} is missing. Put it back from its backup: without it no personal data can be opened.`,
    );
  }
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS_MAY_USE) !== 0) {
    throw new VaultUnavailableError(
      'master-key-exposed',
      `Other users may read the master key ${path}. Allow only its owner: chmod 600 ${path}`,
    );
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    throw new VaultUnavailableError('master-key-wrong', `${path} holds no master key: 32 bytes as base64 are expected.`);
  }
  return key;
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
