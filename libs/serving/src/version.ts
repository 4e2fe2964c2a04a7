import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of this installation, from package.json. */
export const { version: VERSION } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', '..', 'package.json'), 'utf8')) as {
  readonly version: string;
};
