import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, temporaryFolder } from './server.js';

describe('Data and keys', () => {
  const folder = temporaryFolder();
  const [data, keys] = [join(folder.path, 'data'), join(folder.path, 'data.keys')];
  const umask = process.umask(0);
  afterAll(() => {
    process.umask(umask);
    folder.remove();
  });

  /** What others may use, of folders and files; `lock.db` holds nothing. */
  const open = (): string[] =>
    [data, keys]
      .flatMap((each) => [each, ...readdirSync(each, { recursive: true, encoding: 'utf8' }).map((name) => join(each, name))])
      .filter((path) => !path.includes('lock.db') && (statSync(path).mode & 0o077) !== 0)
      .map((path) => path.slice(folder.path.length + 1))
      .toSorted();

  it('are for their owner alone whatever the umask, and become so again, which the log says', async () => {
    const first = await startServer(data);
    expect(open()).toEqual([]);
    await first.kill();
    for (const [path, mode] of [
      [data, 0o777],
      [join(data, 'views'), 0o755],
      [keys, 0o755],
    ] as const)
      chmodSync(path, mode);
    for (const name of readdirSync(data).filter((each) => each.includes('.db'))) chmodSync(join(data, name), 0o644);
    for (const name of readdirSync(join(data, 'views')).filter((each) => each.includes('.db')))
      chmodSync(join(data, 'views', name), 0o666);
    const second = await startServer(data, { TOUCHSTONE_LOG: 'info' });
    expect(open()).toEqual([]);
    for (const path of [data, join(data, 'views'), keys])
      expect(second.output()).toContain(`"folder":"${path}","msg":"others could use`);
    await second.stop();
  });
});
