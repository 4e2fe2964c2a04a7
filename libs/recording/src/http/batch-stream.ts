import { isUtf8 } from 'node:buffer';
import type { BatchLine, BatchOutcome, CommandProblem } from '#commands';
import type { FieldProblem } from '#platform';
import { KEPT_OF_A_LONG_LINE, LONGEST_LINE, TOO_LONG } from '../longest-line.js';
import type { ShareOfMemory } from './share-of-memory.js';

/** Touchpoints recorded in one go. */
const CHUNK_LINES = 250;
const CHUNK_BYTES = 524_288;
/** Chunks on their way at once: the next is read while one is being recorded. */
const IN_FLIGHT = 3;

/** What a line of the answer says, in the order of the lines sent. */
export interface BatchResultLine {
  /** Counted from 1, blank lines too. */
  readonly line: number;
  readonly status: BatchOutcome['status'];
  readonly id?: string;
  readonly position?: string;
  readonly quarantineId?: string;
  /** What is wrong, for people; `code` and `errors` say it for programs, as the answer to a single touchpoint does. */
  readonly problem?: string;
  readonly code?: string;
  readonly errors?: readonly FieldProblem[];
}

interface Chunk {
  readonly lines: readonly Line[];
  /** Bytes of its lines. */
  readonly size: number;
}

/**
 * Records NDJSON of any length as it comes in and yields the answer's lines as they are settled. Holds a few chunks at
 * most, and shares `memory` with other streams for what is being recorded: reads on only when earlier results were taken. Stops when the input breaks off; what was answered is recorded.
 */
export async function* recordStream(
  input: AsyncIterable<Buffer>,
  record: (lines: readonly BatchLine[]) => Promise<readonly BatchOutcome[]>,
  memory: ShareOfMemory,
): AsyncGenerator<string> {
  const waiting: { numbers: readonly number[]; results: Promise<readonly BatchOutcome[]> }[] = [];
  for await (const chunk of chunks(input)) {
    const giveBack = await memory.take(chunk.size);
    // Made into text only now: what waits is bytes, which need no collecting.
    const results = record(chunk.lines.map(textOf)).finally(giveBack);
    // Awaited in order below; a failure must not count as unhandled until then.
    results.catch(() => undefined);
    waiting.push({ numbers: chunk.lines.map(({ number }) => number), results });
    const first = waiting.length >= IN_FLIGHT ? waiting.shift() : undefined;
    if (first) yield answer(first.numbers, await first.results);
  }
  for (const { numbers, results } of waiting) yield answer(numbers, await results);
}

function answer(numbers: readonly number[], results: readonly BatchOutcome[]): string {
  let text = '';
  results.forEach((result, index) => {
    const line: BatchResultLine = {
      line: numbers[index] ?? 0,
      status: result.status,
      ...(result.status === 'quarantined'
        ? { quarantineId: result.quarantineId, ...problemOf(result.problem) }
        : { id: result.id, position: result.position }),
    };
    text += `${JSON.stringify(line)}\n`;
  });
  return text;
}

function problemOf({ code, detail, errors }: CommandProblem): Pick<BatchResultLine, 'problem' | 'code' | 'errors'> {
  return { problem: detail, code, ...(errors ? { errors } : {}) };
}

async function* chunks(input: AsyncIterable<Buffer>): AsyncGenerator<Chunk> {
  let lines: Line[] = [];
  let size = 0;
  for await (const line of splitLines(input)) {
    if (isBlank(line.bytes)) continue;
    lines.push(line);
    size += line.bytes.length;
    if (lines.length >= CHUNK_LINES || size >= CHUNK_BYTES) {
      yield { lines, size };
      [lines, size] = [[], 0];
    }
  }
  if (lines.length > 0) yield { lines, size };
}

interface Line {
  readonly number: number;
  /** Without its end. */
  readonly bytes: Buffer;
  /** Why it cannot be read as it is. */
  readonly flaw: string | undefined;
}

export function textOf({ bytes, flaw }: Line): BatchLine {
  const text = bytes.toString('utf8');
  return flaw === undefined ? { text } : { text, problem: { code: 'malformed', detail: flaw } };
}

/** Whether there is nothing but spaces, tabs and returns. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === RETURN);
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const NOT_UTF8 = 'The line holds bytes that are not UTF-8; they were replaced. Send it as UTF-8.';

/** Lines of UTF-8 text, as bytes; what follows the last newline is a line too. Keeps one line at most, and of a too long one its beginning. */
export async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 0;
  const take = (): Line => {
    const whole = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const flaw = length > LONGEST_LINE ? TOO_LONG : isUtf8(whole) ? undefined : NOT_UTF8;
    const bytes = flaw === TOO_LONG ? Buffer.from(whole.subarray(0, KEPT_OF_A_LONG_LINE)) : whole;
    parts = [];
    length = 0;
    return { number: ++number, bytes: bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes, flaw };
  };
  for await (const data of input) {
    let from = 0;
    for (let end = data.indexOf(NEWLINE, from); end !== -1; end = data.indexOf(NEWLINE, from)) {
      if (length <= LONGEST_LINE) parts.push(data.subarray(from, end));
      length += end - from;
      yield take();
      from = end + 1;
    }
    if (from < data.length) {
      if (length <= LONGEST_LINE) parts.push(data.subarray(from));
      length += data.length - from;
    }
  }
  if (length > 0) yield take();
}
