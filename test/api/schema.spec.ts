import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRoutes } from '../../apps/touchstone/src/routes-alone.js';

// Found from where the built file is.
jest.mock('../../libs/serving/src/version.js', () => ({ VERSION: '1.2.3' }));

const ROOT = join(__dirname, '..', '..');
const TOKEN = 'a-token-for-tests-of-24-characters-or-more';

it("The types of the desk's requests are those of the API's description; where they differ, run `npm run generate`", async () => {
  const app = await openRoutes(TOKEN);
  const { body } = await app.inject({ url: '/openapi.json', headers: { authorization: `Bearer ${TOKEN}` } });
  await app.close();
  const generator = join(ROOT, 'node_modules', 'openapi-typescript', 'bin', 'cli.js');
  const generated = execFileSync(process.execPath, [generator], {
    input: body,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  expect(generated).toContain('export interface paths');
  expect(readFileSync(join(ROOT, 'libs', 'desk', 'src', 'api', 'schema.d.ts'), 'utf8')).toBe(generated);
});

it('The schemas of answers are those of the types in the code; where they differ, run `npm run generate`', () => {
  const printer = join(ROOT, 'dist', 'apps', 'touchstone', 'src', 'print-answers.js');
  const printed = execFileSync(process.execPath, [printer], { cwd: ROOT, encoding: 'utf8' });
  expect(readFileSync(join(ROOT, 'libs', 'serving', 'src', 'answers.json'), 'utf8')).toBe(printed);
});
