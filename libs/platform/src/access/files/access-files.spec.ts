import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessFiles } from '../access.js';
import { accessStoresContract } from '../contract/access-stores-contract.js';
import { BrokenRecordError } from './record-folder.js';

const folders: string[] = [];
function keysFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'access-'));
  folders.push(folder);
  return folder;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

accessStoresContract('a keys folder', async () => {
  const folder = keysFolder();
  return {
    open: async () => accessFiles(folder),
    kept: async () =>
      readdirSync(join(folder, 'tokens'))
        .map((file) => file + readFileSync(join(folder, 'tokens', file), 'utf8'))
        .join('\n'),
    close: async () => undefined,
  };
});

describe('files of tokens', () => {
  it('are for their owner alone', async () => {
    const folder = keysFolder();
    const { kept } = await accessFiles(folder).tokens.create({ name: 'Jane', kind: 'person', roles: ['agent'] });
    expect(statSync(join(folder, 'tokens')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'tokens', `${kept.id}.json`)).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '{}', '{"id":"x","name":"Jane","kind":"person","roles":["king"],"createdAt":"","digest":""}'])(
    'that hold %j are named, rather than let nobody in without a word',
    async (text) => {
      const folder = keysFolder();
      await accessFiles(folder).tokens.create({ name: 'Jane', kind: 'person', roles: ['agent'] });
      writeFileSync(join(folder, 'tokens', 'broken.json'), text);
      expect(() => accessFiles(folder)).toThrow(BrokenRecordError);
      expect(() => accessFiles(folder)).toThrow('broken.json');
    },
  );
});
