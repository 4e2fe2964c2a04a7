import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition, type Position } from '#events';
import { openSqliteVault, type SqliteVault } from '#vault';
import { EditionsFolder, type ViewSet } from '#views';
import { bindFeatures, parseDefinitions } from '#features';
import { allOf } from '#slice';
import { runJobsWhenIdle } from './run-jobs-when-idle.js';

const RECOGNITION: ViewSet = {
  name: 'recognition',
  version: '1',
  tables: [],
  projector: () => ({ apply: async () => undefined }),
};
const JOBS = Object.values(allOf(bindFeatures(parseDefinitions(), { publishes: false }), 'jobs'));
/** Longer than between two looks whether there is time. */
const TWO_LOOKS_MS = 100;

describe('Jobs', () => {
  let folder: string;
  let vault: SqliteVault;
  let editions: EditionsFolder;
  let looks: jest.SpyInstance;
  let stop: () => Promise<void>;
  let idle: boolean;
  let head: Position;
  let failures: [string, unknown][];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'suggester-'));
    mkdirSync(join(folder, 'keys'), { mode: 0o700 });
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
    editions = new EditionsFolder(join(folder, 'views'));
    looks = jest.spyOn(vault.suggestions, 'changedProfiles');
    idle = true;
    head = asPosition(0);
    failures = [];
  });
  afterEach(async () => {
    await stop();
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  const start = (): void => {
    stop = runJobsWhenIdle(JOBS, {
      vault,
      store: { head: async () => head },
      views: join(folder, 'views'),
      isIdle: () => idle,
      onFailure: (job, error) => void failures.push([job, error]),
      everyMs: 20,
    });
  };
  const serve = (): void => editions.promote('recognition', editions.create(RECOGNITION));
  const hasLooked = async (): Promise<boolean> => {
    for (const end = Date.now() + 20_000; looks.mock.calls.length === 0 && Date.now() < end;) await sleep(5);
    return looks.mock.calls.length > 0;
  };

  it('begins when nothing else is to be done and the views have caught up', async () => {
    serve();
    start();
    expect(await hasLooked()).toBe(true);
  });

  it('waits while there is work, and begins after it', async () => {
    serve();
    idle = false;
    start();
    await sleep(TWO_LOOKS_MS);
    expect(looks).not.toHaveBeenCalled();
    idle = true;
    expect(await hasLooked()).toBe(true);
  });

  it('waits while the views are behind the ledger, or none serve', async () => {
    start();
    await sleep(TWO_LOOKS_MS);
    serve();
    head = asPosition(1);
    await sleep(TWO_LOOKS_MS);
    expect(looks).not.toHaveBeenCalled();
    head = asPosition(0);
    expect(await hasLooked()).toBe(true);
  });

  it('is tried again after it failed, and named once for each code', async () => {
    serve();
    const full = Object.assign(new Error('the disk is full'), { code: 'disk-full' });
    const slow = Object.assign(new Error('no answer'), { code: 'too-slow' });
    for (const error of [full, full, slow, full]) looks.mockRejectedValueOnce(error);
    start();
    for (const end = Date.now() + 20_000; looks.mock.calls.length < 5 && Date.now() < end;) await sleep(5);
    expect(looks.mock.calls.length).toBeGreaterThanOrEqual(5);
    expect(failures).toEqual([
      ['suggest-matches', full],
      ['suggest-matches', slow],
    ]);
  });

  it('does nothing more once it was stopped', async () => {
    serve();
    start();
    expect(await hasLooked()).toBe(true);
    await stop();
    looks.mockClear();
    await sleep(TWO_LOOKS_MS);
    expect(looks).not.toHaveBeenCalled();
  });
});
