import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFINITION_SETTINGS } from '#features';
import { SETTINGS } from '#platform';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('The README', () => {
  it('has every setting, with its default and meaning, and no other', () => {
    const rows = README.split('\n').filter((line) => /^\| `[A-Z_]+` +\|/.test(line));
    const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
    expect(rows.map((row) => row.split('|').map((cell) => cell.trim()))).toEqual(
      [...SETTINGS, ...DEFINITION_SETTINGS.map((setting) => ({ ...setting, default: '' }))].map((setting) => [
        '',
        code(setting.name),
        code(setting.default),
        setting.meaning,
        '',
      ]),
    );
  });

  it('leads only to files that are there', () => {
    const targets = [...README.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const named = [...README.matchAll(/npm (?:run ([\w:-]+)|(start|test))/g)].map(([, run, short]) => run ?? short ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
