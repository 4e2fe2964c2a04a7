import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition, type Position } from '#events';
import { openSqliteVault, type SqliteVault } from '#vault';
import { EditionsFolder, type ViewSet } from '#views';
import { bindFeatures, parseDefinitions } from '#features';
import { allOf, type Job } from '#slice';
import { runJobsWhenIdle } from './run-jobs-when-idle.js';

const RECOGNITION: ViewSet = {
  name: 'recognition',
  version: '1',
  tables: [],
  projector: () => ({ apply: async () => undefined }),
};
const JOBS = Object.values(allOf(bindFeatures(parseDefinitions(), { publishes: false }), 'jobs'));
const [SUGGESTING] = JOBS.filter(({ name }) => name === 'suggest-matches') as [Job];
/** Longer than between two looks whether there is time. */
const TWO_LOOKS_MS = 100;

describe('Jobs', () => {
  let folder: string;
  let vault: SqliteVault;
  let editions: EditionsFolder;
  let looks: jest.SpyInstance;
  let stop: () => Promise<void>;
  let idle: boolean;
  let told: string[];
  let head: Position;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'suggester-'));
    mkdirSync(join(folder, 'keys'), { mode: 0o700 });
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
    editions = new EditionsFolder(join(folder, 'views'));
    looks = jest.spyOn(vault.suggestions, 'changedProfiles');
    idle = true;
    head = asPosition(0);
    told = [];
  });
  afterEach(async () => {
    await stop();
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  const start = (jobs: readonly Job[] = JOBS): void => {
    stop = runJobsWhenIdle(jobs, {
      vault,
      commands: { execute: async () => ({ status: 'duplicate', id: '', position: '1' }) },
      store: { head: async () => head, readStored: async () => [] },
      views: join(folder, 'views'),
      isIdle: () => idle,
      onFailure: (job, error) => told.push(`${job} ${(error as { code?: string }).code}`),
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
    told = [];
    expect(await hasLooked()).toBe(true);
  });

  it('is done while there is work and the views are behind, where it may not wait', async () => {
    serve();
    idle = false;
    head = asPosition(1);
    start([{ ...SUGGESTING, mayNotWait: true }]);
    expect(await hasLooked()).toBe(true);
  });

  it('that fails is told once for each reason, until it works again, however busy it is in between', async () => {
    serve();
    let problem: string | undefined = 'a bug';
    const step: Job['step'] = async () => {
      if (problem !== undefined) throw Object.assign(new Error('cannot'), { code: problem });
      return 0;
    };
    start([{ ...SUGGESTING, step }]);
    await sleep(TWO_LOOKS_MS);
    problem = 'another';
    await sleep(TWO_LOOKS_MS);
    idle = false;
    await sleep(TWO_LOOKS_MS);
    idle = true;
    await sleep(TWO_LOOKS_MS);
    problem = undefined;
    await sleep(TWO_LOOKS_MS);
    problem = 'another';
    await sleep(TWO_LOOKS_MS);
    expect(told).toEqual(['suggest-matches a bug', 'suggest-matches another', 'suggest-matches another']);
  });

  it('is tried again after it failed', async () => {
    serve();
    looks.mockRejectedValueOnce(new Error('the disk is full'));
    start();
    expect(await hasLooked()).toBe(true);
    looks.mockClear();
    expect(await hasLooked()).toBe(true);
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
