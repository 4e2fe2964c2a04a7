import { join } from 'node:path';
import { openSqliteEventStore } from '#event-store';
import { bindFeatures, blockedValues, parseDefinitions } from '#features';
import { executorOf } from '#features/commands';
import { loadConfiguration } from '#platform';
import type { BatchOutcome } from '#commands';
import { openSqliteVault } from '#vault';
import { inChunks, lineOf } from '../../libs/streaming/src/intake/intake-lines.js';
import { type Answer, runCli, type TestServer } from '../e2e/server.js';
import { eachOf } from './each-of.js';
import type { HostileInput } from './hostile-inputs.js';
import { refusal, type Told, type ToldProblem } from './outcomes.js';

const AT_ONCE = 12;

/** One by one, as `POST` to `path`. */
export function posted(server: TestServer, path: string, inputs: readonly HostileInput[]): Promise<Told[]> {
  return eachOf(inputs, AT_ONCE, async ({ text }) => told(await server.call('POST', path, text)));
}

/** What an answer to a write tells. */
export function told({ status, body }: { readonly status: number; readonly body: Answer }): Told {
  if (status >= 500) return { status: 'broken', detail: `${status} ${JSON.stringify(body)}` };
  return status < 300 ? { status: 'accepted', id: body.id } : refusal(body);
}

interface ResultLine extends ToldProblem {
  readonly line: number;
  readonly status: BatchOutcome['status'];
  readonly id: string;
  readonly problem: string;
}

/** All in one batch: as many as were answered. */
export async function batched(server: TestServer, inputs: readonly HostileInput[]): Promise<Told[]> {
  const { body } = await server.call<string>('POST', '/touchpoints/batch', inputs.map(({ text }) => text).join('\n'), {
    'content-type': 'application/x-ndjson',
  });
  const lines = body.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { status, id, problem, ...said } = JSON.parse(line) as ResultLine;
    return status === 'quarantined' ? refusal({ ...said, detail: problem }) : { status: 'accepted', id };
  });
}

/** An item of the quarantine. */
export interface Kept {
  readonly id: string;
  readonly told: Told;
}

/** What is in quarantine, by its text. */
export async function quarantined(server: TestServer): Promise<Map<string, Kept>> {
  const kept = new Map<string, Kept>();
  let cursor = '';
  do {
    const { body } = await server.call<{
      items: { id: string; body: string; problem: ToldProblem }[];
      next?: string;
    }>('GET', `/quarantine?limit=200${cursor}`);
    for (const item of body.items) kept.set(item.body, { id: item.id, told: refusal(item.problem) });
    cursor = body.next === undefined ? '' : `&cursor=${encodeURIComponent(body.next)}`;
  } while (cursor !== '');
  return kept;
}

/** Tries each again from the quarantine, as it is. */
export function retried(server: TestServer, kept: readonly Kept[]): Promise<Told[]> {
  return eachOf(kept, AT_ONCE, async ({ id }) => told(await server.call('POST', `/quarantine/${id}/retry`)));
}

/** How many an import counted as recorded before, and as quarantined. */
export interface Counted {
  readonly duplicate: number;
  readonly quarantined: number;
  readonly output: string;
}

export async function imported(args: readonly string[]): Promise<Counted> {
  const { output } = await runCli(['import', ...args]);
  const count = (name: string): number => Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(output)?.[1] ?? -1);
  return { duplicate: count('duplicate'), quarantined: count('quarantined'), output };
}

/** Through the reading of messages from Kafka, into a folder that no server uses. */
export async function takenIn(data: string, inputs: readonly HostileInput[]): Promise<Told[]> {
  const { keys, region } = loadConfiguration({ TOUCHSTONE_DATA: data });
  const definitions = parseDefinitions({});
  const store = openSqliteEventStore(join(data, 'ledger.db'));
  const vault = openSqliteVault({ path: join(data, 'vault.db'), keysDir: keys, region, blocked: blockedValues(definitions) });
  const slices = bindFeatures(definitions, { publishes: false });
  const executor = executorOf(slices, { store, vault, quarantine: vault.quarantine, now: Date.now });
  const messages = inputs.map(({ text }, offset) => ({
    key: null,
    headers: {},
    value: Buffer.from(text),
    timestamp: '0',
    attributes: 0,
    offset: String(offset),
  }));
  const outcomes: Told[] = [];
  for (const chunk of inChunks(messages)) {
    for (const answer of await executor.executeMany('RecordTouchpoint', chunk.map(lineOf), { metadata: {} }))
      outcomes.push(answer.status === 'quarantined' ? refusal(answer.problem) : { status: 'accepted', id: answer.id });
  }
  await store.close();
  await vault.close();
  return outcomes;
}
