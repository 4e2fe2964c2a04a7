import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, folderError } from '#cli';
import type { BatchLine } from '#commands';
import type { FolderPlace } from '#slice/cli';
import { problemsBySet } from '#views';
import type { RecordingSlice } from '../feature.js';
import { KEPT_OF_A_LONG_LINE, LONGEST_LINE, TOO_LONG } from '../longest-line.js';
import type { LineInput, LineResult, SettleOptions, TouchpointSink } from './touchpoint-sink.js';

const COMMAND: keyof RecordingSlice['commands'] = 'RecordTouchpoint';
const CONTEXT = { metadata: { principal: { id: 'import', kind: 'system' } } } as const;
const LOOK_MS = 100;

/** Records straight into a data folder. */
export class FolderSink implements TouchpointSink {
  readonly target: string;

  constructor(private readonly folder: FolderPlace) {
    this.target = folder.data;
  }

  /** @throws CommandError `folder-failed` */
  async record(lines: readonly LineInput[]): Promise<readonly LineResult[]> {
    try {
      const results = await this.folder.commands.executeMany(COMMAND, lines.map(toBatchLine), CONTEXT);
      return results.map((result, index) => ({
        line: lines[index]?.number ?? 0,
        status: result.status,
        ...(result.status === 'quarantined' ? { problem: result.problem.detail } : {}),
      }));
    } catch (error) {
      throw folderError(this.folder, error);
    }
  }

  /** @throws CommandError `views-failed` */
  async settle({ signal, onProgress }: SettleOptions): Promise<bigint> {
    const { views } = this.folder;
    let most = 0n;
    for (;;) {
      const status = await views.status();
      // Views of an older version are not updated: their successor is being built, and is promoted when it is complete.
      const behind = status.map(({ set, serving, building }) => {
        if (serving.stale && !building) throw viewsFailed(this.folder, `the ${set} views of this version could not be built`);
        return serving.stale
          ? BigInt(serving.position) + BigInt(serving.lag) - BigInt(building?.position ?? 0) + 1n
          : BigInt(serving.lag);
      });
      const left = behind.reduce((a, b) => (a > b ? a : b), 0n);
      const [failing] = Object.entries(problemsBySet(status));
      if (failing) throw viewsFailed(this.folder, `the ${failing[0]} views cannot go on (${failing[1].code})`);
      if (left === 0n || signal.aborted) return left;
      if (left > most) most = left;
      onProgress(Number(most - left), Number(most));
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.folder.close();
  }
}

function toBatchLine(line: LineInput): BatchLine {
  if ('problem' in line) return { text: line.raw, problem: { code: 'invalid', detail: line.problem } };
  if (line.json.length * 3 <= LONGEST_LINE || Buffer.byteLength(line.json) <= LONGEST_LINE) return { text: line.json };
  return { text: line.json.slice(0, KEPT_OF_A_LONG_LINE), problem: { code: 'malformed', detail: TOO_LONG } };
}

function viewsFailed(folder: FolderPlace, reason: string): CommandError {
  const cause = folder.failure();
  return new CommandError(
    'views-failed',
    `Everything is recorded, but the views stopped: ${reason}${cause && cause.message !== reason ? ` (${cause.message})` : ''}. They go on when the folder is opened next.`,
    { cause },
  );
}
