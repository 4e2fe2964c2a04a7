import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runImport } from './run-import.js';
import type { LineInput, LineResult, TouchpointSink } from './touchpoint-sink.js';

/** A ledger in memory: the same line again is a duplicate. Lines with a problem are quarantined. */
class MemorySink implements TouchpointSink {
  readonly target = 'memory';
  readonly recorded: string[] = [];
  readonly sizes: number[] = [];
  underWay = 0;
  mostUnderWay = 0;
  failAfter = Infinity;

  async record(lines: readonly LineInput[]): Promise<readonly LineResult[]> {
    this.sizes.push(lines.length);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await nextTurn();
    this.underWay--;
    if (this.recorded.length >= this.failAfter) throw new Error('the ledger went away');
    return lines.map((line): LineResult => {
      if ('problem' in line) return { line: line.number, status: 'quarantined', problem: line.problem };
      if (this.recorded.includes(line.json)) return { line: line.number, status: 'duplicate' };
      this.recorded.push(line.json);
      return { line: line.number, status: 'accepted' };
    });
  }

  async close(): Promise<void> {}
}

const numbered = (count: number): LineInput[] =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, json: `{"n":${index}}` }));

async function* batches(lines: readonly LineInput[], size: number): AsyncIterable<readonly LineInput[]> {
  for (let from = 0; from < lines.length; from += size) yield lines.slice(from, from + size);
}

describe('running an import', () => {
  it('records the same, however the lines are read, cut into chunks and put under way', async () => {
    const line = fc.oneof(
      fc.integer({ min: 0, max: 20 }).map((n) => ({ json: `{"n":${n}}` })),
      fc.constantFrom('bad date', 'nobody').map((problem) => ({ raw: '{}', problem })),
    );
    const small = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), small, small, small, async (made, readSize, chunkLines, inFlight) => {
        const lines = made.map((each, index): LineInput => ({ ...each, number: index + 1 }));
        const [one, other] = [new MemorySink(), new MemorySink()];
        const expected = await runImport(batches(lines, 1000), one, { chunkLines: 1000, inFlight: 1 });
        const result = await runImport(batches(lines, readSize), other, { chunkLines, inFlight });
        expect(result).toEqual(expected);
        expect(other.recorded).toEqual(one.recorded);
        expect(other.mostUnderWay).toBeLessThanOrEqual(inFlight);
      }),
      { numRuns: 60 },
    );
  });

  it('acknowledges without a gap up to where the sink failed, so that the rest can follow', async () => {
    const lines = numbered(100);
    const sink = new MemorySink();
    sink.failAfter = 40;
    let acknowledged = 0;
    const run = runImport(batches(lines, 30), sink, { chunkLines: 10, onAcknowledged: (count) => (acknowledged = count) });
    await expect(run).rejects.toThrow('the ledger went away');
    expect(acknowledged).toBe(40);
    expect(sink.underWay).toBe(0);
    sink.failAfter = Infinity;
    const rest = await runImport(batches(lines.slice(acknowledged), 30), sink, { chunkLines: 10 });
    expect(rest).toMatchObject({ lines: 60, complete: true, counts: { accepted: 60, duplicate: 0 } });
    expect(sink.recorded).toEqual(lines.map((line) => ('json' in line ? line.json : '')));
  });

  it('never reads further ahead than what is under way', async () => {
    let read = 0;
    let acknowledged = 0;
    async function* source(): AsyncIterable<readonly LineInput[]> {
      for (const line of numbered(200)) {
        read++;
        expect(read - acknowledged).toBeLessThanOrEqual(10 * (3 + 1));
        yield [line];
      }
    }
    await runImport(source(), new MemorySink(), {
      chunkLines: 10,
      inFlight: 3,
      onAcknowledged: (count) => (acknowledged = count),
    });
    expect(acknowledged).toBe(200);
  });

  it('finishes what is under way when asked to stop', async () => {
    const stop = new AbortController();
    const sink = new MemorySink();
    const result = await runImport(batches(numbered(100), 10), sink, {
      chunkLines: 10,
      signal: stop.signal,
      onAcknowledged: () => stop.abort(),
    });
    expect(result.complete).toBe(false);
    expect(result.lines).toBe(sink.recorded.length);
    expect(sink.recorded.length).toBeLessThan(100);
    expect(sink.underWay).toBe(0);
  });

  it('stops at the limit', async () => {
    const sink = new MemorySink();
    expect(await runImport(batches(numbered(100), 30), sink, { chunkLines: 10, limit: 25 })).toMatchObject({
      lines: 25,
      complete: false,
    });
    expect(sink.sizes).toEqual([10, 10, 5]);
  });

  it('counts the kinds of problems, not endlessly many', async () => {
    const lines = Array.from({ length: 400 }, (_, index): LineInput => ({
      number: index,
      raw: '{}',
      problem: `problem ${index}`,
    }));
    const { counts } = await runImport(batches(lines, 50), new MemorySink());
    expect(Object.keys(counts.problems)).toHaveLength(201);
    expect(counts.problems['other problems']).toBe(200);
  });
});
