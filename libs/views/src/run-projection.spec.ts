import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#events';
import { anEvent, counting, ledgerOf } from './contract/opened-editions.js';
import { runProjection, type Progress, type RunOptions } from './run-projection.js';
import { EditionsFolder } from './sqlite/editions-folder.js';

const calls = (count: number): RecordedEvent[] => Array.from({ length: count }, (_, index) => anEvent(index + 1, 'call'));

describe('a projection that catches up', () => {
  let path: string;
  let folder: EditionsFolder;
  let edition: number;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'views-'));
    folder = new EditionsFolder(path);
    edition = folder.create(counting());
  });
  afterEach(() => rmSync(path, { recursive: true }));

  /** Projects the events, two in a batch; gives position and number of events of each commit. */
  async function commits(events: readonly RecordedEvent[], options: Partial<RunOptions> = {}): Promise<[number, number][]> {
    const made: [number, number][] = [];
    const writer = folder.writer(counting(), edition);
    try {
      await runProjection({
        events: ledgerOf(events),
        set: counting(),
        edition: writer,
        signal: new AbortController().signal,
        batchSize: 2,
        onProgress: ({ position, events: count }: Progress) => made.push([Number(position), count]),
        ...options,
      });
    } finally {
      await writer.close();
    }
    return made;
  }

  it('commits each batch for itself unless told otherwise', async () => {
    expect(await commits(calls(5))).toEqual([
      [2, 2],
      [4, 2],
      [5, 1],
    ]);
  });

  it('takes batches into a commit until it has enough events or there are no more', async () => {
    expect(await commits(calls(7), { eventsPerCommit: 4 })).toEqual([
      [4, 4],
      [7, 3],
    ]);
    expect(folder.state('counting', edition)).toMatchObject({ position: 7n });
  });

  it('takes no more batches into a commit that has been open for long enough', async () => {
    expect(await commits(calls(5), { eventsPerCommit: 100, secondsPerCommit: 0 })).toHaveLength(3);
  });

  it('begins its commits on a beat once it has caught up, so that what arrives within a moment shares one', async () => {
    const taken: number[] = [];
    const events: RunOptions['events'] = {
      async *subscribe() {
        for (const event of calls(3)) {
          taken.push(performance.now());
          yield { events: [event], caughtUp: event.position !== 1n };
        }
      },
    };
    expect(await commits([], { events, secondsApart: 0.6 })).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = taken;
    expect(second - first).toBeLessThan(590);
    expect(Math.floor(third / 600)).toBeGreaterThan(Math.floor(second / 600));
    expect(third % 600).toBeLessThan(300);
  });

  it('keeps nothing of a commit of which one batch failed', async () => {
    const events = [...calls(5), anEvent(6, 'broken')];
    await expect(commits(events, { eventsPerCommit: 4 })).rejects.toThrow('cannot fold this');
    expect(folder.state('counting', edition)).toMatchObject({ position: 4n });
  });

  it('commits what it has when it is told to stop', async () => {
    const stop = new AbortController();
    // What tells it to stop comes as a message, between two batches.
    setImmediate(() => stop.abort());
    const [[position] = []] = await commits(calls(100), { eventsPerCommit: 1000, signal: stop.signal });
    expect(position).toBeLessThan(100);
    expect(folder.state('counting', edition)).toMatchObject({ position: BigInt(position ?? 0) });
  });
});
