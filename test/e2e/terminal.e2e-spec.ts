import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, runCli, temporaryFolder } from './server.js';

const CLEAR = '\u001b[2J\u009b31m\u202e';

describe('What the command line writes', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  afterAll(() => folder.remove());

  const shown = async (...args: string[]): Promise<string> => {
    const { output } = await runCli(args, { TOUCHSTONE_DATA: at('data') });
    for (const character of CLEAR.replaceAll(/[^\p{C}]/gu, '')) expect(output).not.toContain(character);
    return output;
  };

  it('shows escape sequences of a header line as text', async () => {
    writeFileSync(at('calls.csv'), `id${CLEAR},when\n1,2026-01-01\n`);
    writeFileSync(at('calls.yaml'), 'touchpoint: { externalId: "${number}" }\n');
    expect(await shown('import', at('calls.csv'), '-m', at('calls.yaml'))).toContain(String.raw`id\u001b[2J\u009b31m\u202e`);
  });

  it('shows those of what a file and a mapping hold as text, too', async () => {
    const line = { source: 'desk', subject: CLEAR };
    writeFileSync(at('calls.ndjson'), `${JSON.stringify(line)}\n`);
    expect(await shown('import', at('calls.ndjson'), '--dry-run')).toContain(String.raw`\u009b31m\u202e`);
    writeFileSync(at('odd.yaml'), JSON.stringify({ [CLEAR]: 1 }));
    expect(await shown('import', at('calls.ndjson'), '-m', at('odd.yaml'))).toContain('is not known here');
  });

  it('shows those of arguments as text', async () => {
    expect(await shown(`im${CLEAR}port`)).toContain(String.raw`\u001b[2J`);
    expect(await shown('import', at(`no${CLEAR}where.ndjson`))).toContain('cannot be read');
  });

  it('goes through one function, wherever it is written', () => {
    const direct = ['apps/cli/src', 'apps/touchstone/src', 'libs/cli/src', 'libs/serving/src', 'libs/recording/src/import']
      .flatMap((root) => readdirSync(join(REPOSITORY, root), { recursive: true }).map((name) => join(root, String(name))))
      .filter((name) => /(?<!spec)\.ts$/.test(name) && !/print-\w+\.ts$/.test(name))
      .filter((name) =>
        /(?:std(?:out|err)|\bout|progress)\.write\(|console\./.test(readFileSync(join(REPOSITORY, name), 'utf8')),
      );
    expect(direct).toEqual([]);
  });
});
