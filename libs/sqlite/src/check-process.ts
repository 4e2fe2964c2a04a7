import { checkFile } from './check-file.js';
import type { CheckAnswer } from './check-in-background.js';
import { sqliteCode } from './sqlite-errors.js';

/** The process of `checkInBackground`: checks the file that it is given and says what it found. */
function answer(path: string): CheckAnswer {
  try {
    return { found: checkFile(path, 'quick') };
  } catch (error) {
    return { failed: sqliteCode(error) ?? 'unexpected' };
  }
}

// Without its parent nobody wants to know.
process.once('disconnect', () => process.exit());
process.send?.(answer(process.argv[2] ?? ''), () => process.exit());
