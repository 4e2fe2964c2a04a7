import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#events';
import { anEvent, counting, ledgerOf } from './contract/opened-editions.js';
import { runProjection, type Progress, type RunOptions, secondsBeforeNext } from './run-projection.js';
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

  it('begins no commit before the next beat once it has caught up, so that what arrives within a moment shares one', async () => {
    const taken: number[] = [];
    const events: RunOptions['events'] = {
      async *subscribe() {
        for (const event of calls(3)) {
          taken.push(performance.now());
          yield { events: [event], caughtUp: true };
        }
      },
    };
    expect(await commits([], { events, secondsApart: 0.05 })).toHaveLength(3);
    const beats = taken.map((at) => Math.floor(at / 50));
    expect(new Set(beats).size).toBe(3);
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

describe('Between two commits', () => {
  const after = (progress: Partial<Progress>, now: number): number =>
    secondsBeforeNext({ caughtUp: true, events: 1, ...progress }, { secondsApart: 0.5, secondsOfRest: 0.75 }, now);

  it('there is no pause while there is more to read', () => {
    expect(after({ caughtUp: false }, 10.1)).toBe(0);
    expect(after({ caughtUp: false, events: 5000 }, 10.1)).toBe(0);
  });

  it('the next beat is waited for, whenever the last commit began', () => {
    expect(after({}, 10.1)).toBeCloseTo(0.4);
    expect(after({}, 10.4)).toBeCloseTo(0.1);
    expect(after({}, 10.5)).toBeCloseTo(0.5);
  });

  it('the rest is longer after a commit of many events', () => {
    expect(after({ events: 500 }, 10.1)).toBeCloseTo(0.75);
    expect(after({ events: 499 }, 10.1)).toBeCloseTo(0.4);
  });

  it('there is no pause unless one is asked for', () => {
    expect(secondsBeforeNext({ caughtUp: true, events: 5000 }, {}, 10.1)).toBe(0);
  });
});
