import { closeSync, openSync } from 'node:fs';

/**
 * Makes the file where there is none, for its owner alone; SQLite gives its log and shared-memory files the same mode. What
 * keeps it from being made, SQLite reports when it opens it.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch {
    return;
  }
}
