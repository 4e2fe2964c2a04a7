import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, withSlash } from '#cli';
import type { LineInput, LineResult, TouchpointSink } from './touchpoint-sink.js';

export interface HttpSinkOptions {
  /** The server's address, for instance `http://127.0.0.1:4180`. */
  readonly url: string;
  readonly token: string;
  /** Pauses between attempts, in milliseconds; after the last attempt it fails. Default: some 75 seconds in nine attempts. */
  readonly waits?: readonly number[];
  /** How long one request may take. Default two minutes. */
  readonly timeoutMs?: number;
}

const WAITS = [250, 500, 1000, 2000, 5000, 10_000, 15_000, 20_000, 20_000];

/**
 * Records over `POST /api/v1/touchpoints/batch`. Lost connections and a server that is starting, stopping or overloaded are retried:
 * what was recorded before the loss is answered as a duplicate. A record that could not be mapped is sent as it is; the
 * server refuses it and keeps it in quarantine, where staff can correct it.
 */
export class HttpSink implements TouchpointSink {
  readonly target: string;
  readonly #address: URL;
  readonly #options: HttpSinkOptions;

  constructor(options: HttpSinkOptions) {
    this.target = options.url;
    this.#address = new URL('api/v1/touchpoints/batch', withSlash(options.url));
    this.#options = options;
  }

  /**
   * What was answered before an answer broke off is not sent again, and each part that is answered makes attempts count anew:
   * so it gets past whatever it can get past, and ends where it gets no further.
   * @throws CommandError `refused` where a retry cannot help, `unreachable` where the retries failed
   */
  async record(lines: readonly LineInput[]): Promise<readonly LineResult[]> {
    const waits = [0, ...(this.#options.waits ?? WAITS)];
    const results: LineResult[] = [];
    let reason = '';
    for (let attempt = 0; attempt < waits.length; attempt++) {
      const wait = waits[attempt] ?? 0;
      if (wait > 0) await sleep(wait);
      const left = lines.slice(results.length);
      const answer = await this.#post(`${left.map((line) => ('json' in line ? line.json : line.raw)).join('\n')}\n`);
      reason = 'failure' in answer ? answer.failure : 'the answer broke off';
      if ('failure' in answer || answer.answers.length > left.length) continue;
      results.push(...pair(left, answer.answers));
      if (results.length === lines.length) return results;
      if (answer.answers.length > 0) attempt = 0;
    }
    throw new CommandError(
      'unreachable',
      `${this.target} did not take the touchpoints from record ${lines[results.length]?.number} of the file on: ${reason}. Run the same command again when it is there.`,
    );
  }

  async close(): Promise<void> {}

  async #post(body: string): Promise<{ readonly answers: readonly LineResult[] } | { readonly failure: string }> {
    try {
      const response = await fetch(this.#address, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#options.token}`,
          'content-type': 'application/x-ndjson',
          accept: 'application/x-ndjson',
        },
        body,
        signal: AbortSignal.timeout(this.#options.timeoutMs ?? 120_000),
      });
      if (response.status >= 500 || response.status === 429) {
        await response.body?.cancel();
        return { failure: `it answered ${response.status}` };
      }
      if (!response.ok) throw refused(response.status, await response.text(), this.target);
      return { answers: parseAnswers(await response.text()) };
    } catch (error) {
      if (error instanceof CommandError) throw error;
      return { failure: causeOf(error) };
    }
  }
}

/** The complete result lines; a truncated last line is left out. */
function parseAnswers(text: string): LineResult[] {
  const answers: LineResult[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    try {
      answers.push(JSON.parse(line) as LineResult);
    } catch {
      break;
    }
  }
  return answers;
}

/** The lines that were answered: the server answers those of one request in order. */
function pair(lines: readonly LineInput[], answers: readonly LineResult[]): LineResult[] {
  return lines.slice(0, answers.length).map((line, index) => {
    const { status = 'quarantined', problem } = answers[index] ?? {};
    const reason = status === 'quarantined' ? ('problem' in line ? line.problem : asText(problem)) : undefined;
    return { line: line.number, status, ...(reason === undefined ? {} : { problem: reason }) };
  });
}

/** A problem is a text, or problem details whose detail is one. */
function asText(problem: unknown): string {
  if (typeof problem === 'string') return problem;
  const { detail, title } = (problem ?? {}) as { detail?: unknown; title?: unknown };
  return typeof detail === 'string' ? detail : typeof title === 'string' ? title : 'refused';
}

function refused(status: number, text: string, target: string): CommandError {
  if (status === 401) {
    return new CommandError(
      'refused',
      `${target} does not accept the token; pass the right one with --token or TOUCHSTONE_TOKEN.`,
    );
  }
  let detail = 'without a reason. Is it the address of a Touchstone server?';
  try {
    detail = asText(JSON.parse(text));
  } catch {
    // No problem details: another program answered.
  }
  return new CommandError('refused', `${target} refused the request (${status}): ${detail}`);
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message ?? 'the connection was lost';
}
