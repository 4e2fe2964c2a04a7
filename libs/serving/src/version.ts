import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of this installation, from package.json: above the sources as above what was built of them. */
export const { version: VERSION } = JSON.parse(readFileSync(packageAbove(__dirname), 'utf8')) as { readonly version: string };

function packageAbove(folder: string): string {
  const path = join(folder, 'package.json');
  return existsSync(path) || dirname(folder) === folder ? path : packageAbove(dirname(folder));
}
