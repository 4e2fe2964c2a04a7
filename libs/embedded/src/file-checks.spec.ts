import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CheckAnswer } from '#sqlite';
import { FileChecks } from './file-checks.js';

describe('The checks of files after a start', () => {
  let log: [level: string, fields: object, message: string][];
  const checks = (answers: Readonly<Record<string, CheckAnswer>>): FileChecks =>
    new FileChecks({
      files: { ledger: '/data/ledger.db', vault: '/data/vault.db' },
      log: {
        info: (fields, message) => void log.push(['info', fields, message]),
        error: (fields, message) => void log.push(['error', fields, message]),
      },
      check: (path, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(undefined));
          const answer = answers[path];
          if (answer) resolve(answer);
        }),
    });
  beforeEach(() => {
    log = [];
  });

  it('say of each file whether it is sound, and tell the log what is damaged', async () => {
    const files = checks({
      '/data/ledger.db': { found: ['Tree 3 page 7: btreeInitPage() returns error code 11'] },
      '/data/vault.db': { found: [] },
    });
    expect(files.of('ledger')).toEqual({ state: 'checking' });
    await nextTurn();
    expect(files.of('ledger')).toMatchObject({ state: 'damaged', checkedAt: expect.stringMatching(/Z$/) as string });
    expect(files.of('vault')).toMatchObject({ state: 'sound' });
    expect(log[0]).toMatchObject([
      'error',
      { file: '/data/ledger.db', found: [expect.any(String) as string] },
      expect.stringContaining('restore its backup') as string,
    ]);
    await files.stop();
  });

  it('call nothing damaged that could not be checked', async () => {
    const files = checks({ '/data/ledger.db': { failed: 'SQLITE_BUSY' }, '/data/vault.db': { found: [] } });
    await nextTurn();
    expect([files.of('ledger').state, files.of('vault').state]).toEqual(['unknown', 'sound']);
    await files.stop();
  });

  it('end at once when the server stops', async () => {
    const files = checks({});
    await files.stop();
    expect(files.of('ledger')).toEqual({ state: 'checking' });
    expect(log).toEqual([]);
  });
});
