import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateDemo } from '#demo';
import { TOUCHPOINT_RECORDED } from '#events';
import { dumpEdition, headOf, readLedger, servingEditions } from './crash-evidence.js';
import { runCli, runServer, startCli, startServer, temporaryFolder, type TestServer } from './server.js';

const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000);
const ROUNDS = 20;
/** Imported by the command line tool, at most so many in each of its rounds. */
const IMPORTED = 6000;
const PIECE = 1200;
/** Sent to servers, a part in each of their rounds. */
const SENT = 1500;
const SENT_PART = 300;
/** Lines of one request: small, so that a kill falls between answers. */
const REQUEST_LINES = 10;
const ROUND_MS = 30_000;

/** What a server said was recorded before it was killed: position and id of a touchpoint, by its line. */
type Acknowledged = Map<string, { readonly id: string; readonly position: string }>;

/**
 * Kills at random moments: half of them while the process starts (opening, making files), half after the first event
 * that it added (recording, views, closing). CRASH_SEED repeats the moments of an earlier run.
 */
describe(`Killed ${ROUNDS} times at random moments (CRASH_SEED=${SEED})`, () => {
  jest.setTimeout(300_000);
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const file = join(folder.path, 'touchpoints.ndjson');
  const random = randomNumbers(SEED);
  const touchpoints = [...generateDemo({ seed: 7, people: 500, touchpoints: IMPORTED + SENT + 200, until: '2026-09-30' })]
    .slice(0, IMPORTED + SENT)
    .map(({ touchpoint }) => JSON.stringify(touchpoint));
  const imported = touchpoints.slice(0, IMPORTED);
  const sent = touchpoints.slice(IMPORTED);
  const acknowledged: Acknowledged = new Map();
  /** Lines of the imported file that the tool had noted as recorded. */
  let noted = 0;
  /** How long a process took to record its first event, or to listen, when it was last watched. */
  let startMs = { import: 1500, server: 1500 };
  /** Kills that hit a process after it had recorded something in its round. */
  let killedAtWork = 0;

  afterAll(() => folder.remove());

  /** Waits until somebody added to the ledger, or is over, and a little longer. */
  async function atWork(before: number, isOver: () => boolean): Promise<void> {
    const deadline = Date.now() + ROUND_MS;
    while (headOf(data) === before && !isOver() && Date.now() < deadline) await sleep(3);
  }

  async function killImport(isAtWork: boolean): Promise<string> {
    const before = headOf(data);
    const startedAt = Date.now();
    const cli = startCli(['import', file, '--data', data, '--limit', String(PIECE)]);
    if (isAtWork) {
      await atWork(before, () => cli.process.exitCode !== null);
      startMs = { ...startMs, import: Date.now() - startedAt };
      await sleep(random() * 120);
    } else {
      // Around the first commits to vault and ledger, too.
      await sleep((0.4 + random() * 0.8) * startMs.import);
    }
    cli.process.kill('SIGKILL');
    const { code, output } = await cli.ended;
    if (code !== null && code !== 0) throw new Error(`The import failed with ${code}:\n${output}`);
    noted = Math.max(noted, notedLines(data));
    return told('import', code !== null, before);
  }

  async function killStartingServer(): Promise<string> {
    const before = headOf(data);
    const child = runServer(data);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await sleep(random() * startMs.server);
    child.kill('SIGKILL');
    await ended;
    return told('server starting', false, before);
  }

  async function killServer(lines: readonly string[]): Promise<string> {
    const before = headOf(data);
    const startedAt = Date.now();
    const server = await startServer(data);
    startMs = { ...startMs, server: Date.now() - startedAt };
    let isOver = false;
    // What an earlier round got no answer for is sent again.
    const due = lines.filter((line) => !acknowledged.has(line));
    const sending = send(server, due, acknowledged).finally(() => (isOver = true));
    await atWork(before, () => isOver);
    await sleep(random() * 250);
    await server.kill();
    await sending;
    return told(
      'server',
      due.every((line) => acknowledged.has(line)),
      before,
    );
  }

  function told(what: string, wasOver: boolean, before: number): string {
    const recorded = headOf(data) - before;
    if (!wasOver && recorded > 0) killedAtWork++;
    return `${what}${wasOver ? ' after its work' : ''} +${recorded}`;
  }

  it('loses nothing, doubles nothing, and leaves nothing stuck', async () => {
    writeFileSync(file, imported.join('\n'));
    mkdirSync(data, { recursive: true });
    const rounds: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const isAtWork = round % 4 < 2;
      if (round % 2 === 0) rounds.push(await killImport(isAtWork));
      else if (isAtWork) rounds.push(await killServer(sent.slice(0, Math.ceil(round / 4) * SENT_PART)));
      else rounds.push(await killStartingServer());
    }
    process.stderr.write(`Kills (CRASH_SEED=${SEED}): ${rounds.join('; ')}\n`);
    // Otherwise the kills would not have tested a crash.
    expect(killedAtWork).toBeGreaterThanOrEqual(ROUNDS / 5);
    expect(noted).toBeGreaterThan(0);

    const server = await startServer(data);
    await send(
      server,
      sent.filter((line) => !acknowledged.has(line)),
      acknowledged,
    );
    expect(await server.stop()).toBe(0);
    // Goes on after the lines that were noted as recorded: if one of them were lost, it would be missing below.
    const last = await runCli(['import', file, '--data', data]);
    expect([last.code, last.output]).toEqual([0, expect.stringContaining('The views are up to date')]);

    const events = (await readLedger(data)).filter(({ type }) => type === TOUCHPOINT_RECORDED);
    expect(events).toHaveLength(IMPORTED + SENT);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(new Set(events.map(({ stream }) => stream)).size).toBe(events.length);
    const again = await runCli(['import', file, '--data', data, '--restart']);
    expect([again.code, again.output]).toEqual([0, expect.stringContaining(`accepted     0\nduplicate    ${IMPORTED} `)]);

    const byPosition = new Map(events.map(({ position, id }) => [String(position), id]));
    expect(acknowledged.size).toBe(SENT);
    for (const { id, position } of acknowledged.values()) expect(byPosition.get(position)).toBe(id);
  });

  it('keeps views that are what a rebuild from the first event gives', async () => {
    const { code, output } = await runCli(['views', 'rebuild', 'all', '--data', data]);
    expect([code, output]).toEqual([0, expect.stringMatching(/recognition .*caught up[^]*customers .*caught up/)]);
    const editions = servingEditions(data);
    expect(Object.keys(editions)).toEqual(expect.arrayContaining(['customers', 'recognition']));
    for (const [set, edition] of Object.entries(editions)) {
      const serving = dumpEdition(data, set, edition);
      const rebuilt = dumpEdition(data, set, edition + 1);
      expect(serving['edition']).toEqual([expect.objectContaining({ position: headOf(data) })]);
      expect(serving['dead_letters']).toEqual([]);
      for (const table of Object.keys(rebuilt)) expect([set, table, serving[table]]).toEqual([set, table, rebuilt[table]]);
    }
  });
});

/** Sends lines in small requests, one after another, and notes every answer. Ends quietly when the server goes away. */
async function send(server: TestServer, lines: readonly string[], acknowledged: Acknowledged): Promise<void> {
  try {
    for (let from = 0; from < lines.length; from += REQUEST_LINES) {
      const part = lines.slice(from, from + REQUEST_LINES);
      await post(server, part.join('\n'), (answer) => {
        const { line, status, id, position } = JSON.parse(answer) as {
          line: number;
          status: string;
          id: string;
          position: string;
        };
        if (status === 'quarantined') throw new Error(`A good touchpoint was refused: ${answer}`);
        acknowledged.set(part[line - 1] ?? '', { id, position });
      });
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(code ?? '')) throw error;
  }
}

/** One request; each whole line of the answer counts, also where the rest never comes. */
async function post(server: TestServer, body: string, onAnswer: (line: string) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/x-ndjson' };
    const posting = request(`${server.url}/api/v1/touchpoints/batch`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        const lines = (text + piece).split('\n');
        text = lines.pop() ?? '';
        try {
          for (const line of lines) onAnswer(line);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      response.on('error', reject);
      response.on('end', resolve);
    });
    posting.on('error', reject);
    posting.end(body);
  });
}

/** How far an import that was not finished has got, as it noted itself. */
function notedLines(data: string): number {
  const folder = join(data, 'imports');
  let lines = 0;
  try {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
      lines = Math.max(lines, (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { lines: number }).lines);
    }
  } catch {
    // Nothing was noted yet.
  }
  return lines;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
