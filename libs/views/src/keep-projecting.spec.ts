import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '#events';
import { asPosition } from '#events';
import { anEvent, counting, ledgerOf } from './contract/opened-editions.js';
import { keepProjecting, type KeepProjectingOptions } from './keep-projecting.js';
import { EditionsFolder } from './sqlite/editions-folder.js';
import type { ViewSet } from './views.js';

describe('A projection that is kept going', () => {
  let path: string;
  let folder: EditionsFolder;
  let edition: number;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'views-'));
    folder = new EditionsFolder(path);
    edition = folder.create(counting());
  });
  afterEach(() => rmSync(path, { recursive: true }));

  /** Counts events; `apply` may throw before it does. */
  const set = (apply: () => void): ViewSet => {
    const counts = counting();
    return {
      ...counts,
      projector: () => {
        const projection = counts.projector();
        return {
          apply(events, unit) {
            apply();
            return projection.apply(events, unit);
          },
        };
      },
    };
  };
  /** Projects to the end of these events; what happened, in order. */
  async function run(events: readonly RecordedEvent[], views: ViewSet, options: Partial<KeepProjectingOptions> = {}) {
    const happened: string[] = [];
    await keepProjecting({
      events: ledgerOf(events),
      head: async () => asPosition(events.length),
      set: views,
      open: () => folder.writer(views, edition),
      signal: new AbortController().signal,
      batchSize: 2,
      firstPauseMs: 1,
      onProgress: ({ position }) => happened.push(`at ${position}`),
      onFailure: (error) => happened.push(String(error)),
      onUpToDate: (position) => happened.push(`up to date at ${position}`),
      ...options,
    });
    return happened;
  }

  it('tries again from the last commit until it goes on, and counts nothing twice', async () => {
    let calls = 0;
    const events = [1, 2, 3, 4, 5].map((position) => anEvent(position, 'call'));
    const failsTwice = set(() => {
      calls += 1;
      if (calls === 2 || calls === 3) throw new Error('a bug');
    });
    expect(await run(events, failsTwice)).toEqual(['at 2', 'Error: a bug', 'Error: a bug', 'at 4', 'at 5']);
    folder.promote('counting', edition);
    const reader = folder.reader('counting');
    expect(await reader.all('SELECT kind, events FROM counts')).toEqual([{ kind: 'call', events: 5 }]);
    reader.close();
  });

  it('tries again to open what could not be opened, and says when there is nothing left to do', async () => {
    let tries = 0;
    const happened = await run([], counting(), {
      open: () => {
        tries += 1;
        if (tries === 1) throw new Error('the disk is full');
        return folder.writer(counting(), edition);
      },
    });
    expect(happened).toEqual(['Error: the disk is full', 'up to date at 0']);
  });

  it('pauses longer after each failure, and ends in the middle of a pause when it is told to stop', async () => {
    const stop = new AbortController();
    const failures: number[] = [];
    await run([anEvent(1, 'broken')], counting(), {
      signal: stop.signal,
      firstPauseMs: 20,
      onFailure: () => {
        failures.push(performance.now());
        if (failures.length === 3) setImmediate(() => stop.abort());
      },
    });
    const [first = 0, second = 0, third = 0] = failures;
    expect(second - first).toBeGreaterThanOrEqual(19);
    expect(third - second).toBeGreaterThanOrEqual(39);
  });

  it('leaves the last commit alone when it is told to stop', async () => {
    const stop = new AbortController();
    const events = [1, 2, 3, 4].map((position) => anEvent(position, 'call'));
    expect(await run(events, counting(), { signal: stop.signal, onProgress: () => stop.abort() })).toEqual([]);
    expect(folder.state('counting', edition)).toMatchObject({ position: 2n });
  });
});
