import { setPriority } from 'node:os';
import { checkFile } from '#sqlite';
import { IN_THE_BACKGROUND } from '../thread-priority.js';

/** Checks the file that is its argument, and sends what it found to the process that started it. */
function main(): void {
  setPriority(IN_THE_BACKGROUND);
  const [, , path] = process.argv;
  if (path === undefined) throw new Error('The file to check is missing.');
  process.send?.(checkFile(path), () => process.disconnect());
}

main();
