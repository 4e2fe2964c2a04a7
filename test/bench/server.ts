import { Agent, request } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportedLedger } from './imported-ledger.js';
import { type ProgramName, type RunningProgram, startProgram } from './processes.js';

const TOKEN = 'a-token-for-benchmarks-of-24-characters-or-more';
/** Where the API is. */
const API = '/api/v1';
const START_MS = 120_000;
const CATCH_UP_MS = 600_000;

/** A server process on a free port. */
export interface BenchServer {
  readonly url: string;
  /** Sends a request to a path of the API, without its prefix, over one of a few connections that stay open; answers with the parsed body. Rejects unless it succeeded. */
  ask<T>(method: 'GET' | 'POST', path: string, body?: string): Promise<T>;
  /** Posts lines of NDJSON in the same way; answers with the parsed lines. */
  postLines<T>(path: string, lines: readonly string[]): Promise<T[]>;
  /** Imports a file over HTTP, as fast as it goes, with the command line tool. */
  importFile(file: string): RunningProgram;
  /** The end of all that it printed. */
  output(): string;
  stop(): Promise<void>;
}

/** How a set of views stands; positions are decimal strings. */
interface ViewsStatus {
  readonly set: string;
  readonly serving: { readonly position: string; readonly lag: string };
  readonly building?: { readonly caughtUp: boolean };
}

/** Starts the built server on a data folder. */
export function startServer({ data, keys }: ImportedLedger): Promise<BenchServer> {
  return startService('server', { TOUCHSTONE_DATA: data, TOUCHSTONE_KEYS: keys });
}

/** Starts a built program that listens, with these settings. At most `connections` to it are open at once. */
export async function startService(
  name: ProgramName,
  settings: Readonly<Record<string, string>>,
  connections = 4,
): Promise<BenchServer> {
  const program = startProgram(name, [], { PORT: '0', TOUCHSTONE_TOKEN: TOKEN, TOUCHSTONE_LOG: 'error', ...settings });
  let url: string | undefined;
  for (const until = Date.now() + START_MS; url === undefined; url = /listens on (http\S+)/.exec(program.output())?.[1]) {
    if (!program.running() || Date.now() > until) {
      await program.stop('SIGTERM');
      throw new Error(`The ${name} did not come up: ${program.output()}`);
    }
    await sleep(20);
  }
  const base = url;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    url: base,
    ask: async <T>(method: 'GET' | 'POST', path: string, body?: string) =>
      JSON.parse(await ask(agent, method, new URL(API + path, base), 'application/json', body)) as T,
    async postLines<T>(path: string, lines: readonly string[]) {
      const answer = await ask(agent, 'POST', new URL(API + path, base), 'application/x-ndjson', lines.join('\n'));
      return answer
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as T);
    },
    importFile: (file) =>
      startProgram('cli', ['import', file, '--url', base], {
        TOUCHSTONE_TOKEN: TOKEN,
        XDG_STATE_HOME: dirname(settings['TOUCHSTONE_DATA'] ?? file),
      }),
    output: () => program.output(),
    async stop() {
      agent.destroy();
      await program.stop('SIGTERM');
    },
  };
}

/** How all sets of views stand. */
export async function viewsStatus(server: BenchServer): Promise<readonly ViewsStatus[]> {
  return (await server.ask<{ sets: readonly ViewsStatus[] }>('GET', '/views')).sets;
}

/** Resolves when all serving views have all events. Answers with the number of events. */
export async function caughtUp(server: BenchServer): Promise<number> {
  for (const until = Date.now() + CATCH_UP_MS; ;) {
    const sets = await viewsStatus(server);
    if (sets.every(({ serving }) => serving.lag === '0')) return Number(sets[0]?.serving.position ?? 0);
    if (Date.now() > until) throw new Error(`The views did not catch up within ${CATCH_UP_MS / 1000} s: ${JSON.stringify(sets)}`);
    await sleep(250);
  }
}

/** Newest position of the ledger. */
export async function ledgerHead(server: BenchServer): Promise<number> {
  const [set] = await viewsStatus(server);
  return Number(set?.serving.position ?? 0) + Number(set?.serving.lag ?? 0);
}

function ask(agent: Agent, method: string, url: URL, type: string, body?: string): Promise<string> {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if ((response.statusCode ?? 500) < 300) resolve(text);
        else reject(new Error(`${method} ${url.pathname} was answered with ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
