import type { LineInput, LineResult, TouchpointSink } from './touchpoint-sink.js';

/** Outcomes of the lines so far. */
export interface ImportCounts {
  readonly accepted: number;
  readonly duplicate: number;
  readonly quarantined: number;
  /** How often each problem occurred; at most a few hundred kinds. */
  readonly problems: Readonly<Record<string, number>>;
}

export const NOTHING_YET: ImportCounts = { accepted: 0, duplicate: 0, quarantined: 0, problems: {} };

export interface RunOptions {
  /** Lines in one call of the sink. Default 500. */
  readonly chunkLines?: number;
  /** Calls under way at once. Default 3. */
  readonly inFlight?: number;
  /** Stop after this many lines. */
  readonly limit?: number;
  /** Asks to stop; calls in progress are finished and acknowledged. */
  readonly signal?: AbortSignal;
  /** Counts from an earlier part of the same import. */
  readonly before?: ImportCounts;
  /** Called after each acknowledged chunk, in the order of the file, with the number of consecutive lines that are done. */
  readonly onAcknowledged?: (lines: number, counts: ImportCounts) => void;
}

export interface RunResult {
  readonly counts: ImportCounts;
  /** Lines acknowledged in this run. */
  readonly lines: number;
  /** Whether all lines were read. */
  readonly complete: boolean;
}

const MOST_PROBLEMS = 200;

/**
 * Sends lines to the sink in chunks, a few concurrently, and reads no further ahead than these. Where a call or the reading
 * fails, the chunks before it are still acknowledged, then its error is thrown. The size of chunks does not affect what is
 * recorded.
 */
export async function runImport(
  lines: AsyncIterable<readonly LineInput[]>,
  sink: TouchpointSink,
  options: RunOptions = {},
): Promise<RunResult> {
  const { chunkLines = 500, inFlight = 3, limit = Infinity, signal, onAcknowledged } = options;
  let counts = options.before ?? NOTHING_YET;
  let acknowledged = 0;
  let complete = true;
  const underWay: Promise<Settled>[] = [];
  const settleFirst = async (): Promise<void> => {
    const settled = await underWay.shift();
    if (!settled) return;
    if ('error' in settled) {
      await Promise.all(underWay.splice(0));
      throw settled.error;
    }
    counts = count(counts, settled.results);
    acknowledged += settled.results.length;
    onAcknowledged?.(acknowledged, counts);
  };
  try {
    for await (const chunk of chunksOf(lines, chunkLines, limit)) {
      if (signal?.aborted) {
        complete = false;
        break;
      }
      while (underWay.length >= inFlight) await settleFirst();
      underWay.push(settle(sink, chunk));
    }
  } catch (error) {
    // Reading failed: the lines read before are still recorded and acknowledged.
    while (underWay.length > 0) await settleFirst();
    throw error;
  }
  while (underWay.length > 0) await settleFirst();
  return { counts, lines: acknowledged, complete: complete && acknowledged < limit };
}

type Settled = { readonly results: readonly LineResult[] } | { readonly error: unknown };

/** Never rejects: a failure is returned, to be handled in the order of chunks. */
async function settle(sink: TouchpointSink, chunk: readonly LineInput[]): Promise<Settled> {
  try {
    return { results: await sink.record(chunk) };
  } catch (error) {
    return { error };
  }
}

async function* chunksOf(
  lines: AsyncIterable<readonly LineInput[]>,
  size: number,
  limit: number,
): AsyncIterable<readonly LineInput[]> {
  let chunk: LineInput[] = [];
  let taken = 0;
  if (limit <= 0) return;
  for await (const batch of lines) {
    for (const line of batch) {
      chunk.push(line);
      taken++;
      if (chunk.length < size && taken < limit) continue;
      yield chunk;
      chunk = [];
      if (taken >= limit) return;
    }
  }
  if (chunk.length > 0) yield chunk;
}

function count(before: ImportCounts, results: readonly LineResult[]): ImportCounts {
  let { accepted, duplicate, quarantined } = before;
  const problems: Record<string, number> = { ...before.problems };
  for (const { status, problem } of results) {
    if (status === 'accepted') accepted++;
    else if (status === 'duplicate') duplicate++;
    else {
      quarantined++;
      const kind = problem ?? 'refused';
      const named = kind in problems || Object.keys(problems).length < MOST_PROBLEMS ? kind : 'other problems';
      problems[named] = (problems[named] ?? 0) + 1;
    }
  }
  return { accepted, duplicate, quarantined, problems };
}
