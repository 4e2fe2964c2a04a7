import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { advisoryKey } from './advisory-key.js';
import { endClient } from './end-client.js';
import { untilCutOff } from './cancellation.js';
import { PostgresUnavailableError, readablePostgresError } from './postgres-errors.js';
import { serverOfUrl } from './server-name.js';

/** How a candidate stands. `failed`: the server cannot be reached or fell silent, or the leader's work threw; tried again after a pause. */
export type Leadership = { readonly state: 'standing-by' | 'leading' } | { readonly state: 'failed'; readonly error: unknown };

export interface LeadOptions {
  readonly url: string;
  /** What is led: of all candidates for one name in one database, one leads. */
  readonly name: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Ends the candidacy. */
  readonly signal: AbortSignal;
  /** The leader's work; to be ended quickly when its signal aborts: then somebody else leads, or the service stops. */
  readonly onLead: (signal: AbortSignal) => Promise<void>;
  readonly onChange?: (leadership: Leadership) => void;
  /** A leader that was silent for so long (paused, cut off) has lost the lead. Default 15,000 ms. */
  readonly patienceMs?: number;
}

/** Why a leader's work was cut off. */
class LeadLostError extends PostgresUnavailableError {
  constructor(name: string, server: string) {
    super('unreachable', `The lead of "${name}" was lost: PostgreSQL at ${server} ended the connection, or was not heard.`);
  }
}

/** Between two tries to get the lead. */
const ASK_MS = 500;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A leader that was told to stop may wait so long for PostgreSQL's answers: the connection may be dead without a word. */
const TO_STOP_MS = 5000;

/**
 * Takes part in leading until `signal` aborts: one of all candidates runs `onLead`, the others stand by. The next takes
 * over half a second after the leader's connection or process ends, and after `patienceMs` where the leader went
 * silent without ending. A leader that loses its connection is told by the signal at once, one that hears nothing from
 * the server within half of `patienceMs`. What it was asking of PostgreSQL (through this library) is then cut off, and it
 * asks nothing more: after a pause its connections may be dead without a word, and answers would be waited for in vain.
 * So is what it still asks five seconds after `signal` aborted.
 *
 * Two may believe to lead for moments (a process that was paused wakes up): what the leader writes must check for itself
 * that nobody wrote before it, as the checkpoint of an edition does. Needs PostgreSQL 14.
 */
export async function lead(options: LeadOptions): Promise<void> {
  const { signal, onChange } = options;
  const server = serverOfUrl(options.url);
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const since = Date.now();
    try {
      await stand(options);
    } catch (error) {
      if (signal.aborted) return;
      onChange?.({ state: 'failed', error: readablePostgresError(error, server) });
    }
    pause = Date.now() - since > 3 * LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
    await pauseUnless(signal, pause * (0.5 + Math.random() / 2));
  }
}

/** One candidacy on one connection: ends when the lead was lost, the work ended, or the connection failed. */
async function stand({ url, name, applicationName, signal, onLead, onChange, patienceMs = 15_000 }: LeadOptions): Promise<void> {
  const lost = new AbortController();
  // Aborts with either. `AbortSignal.any` would leave something behind on `signal`, which lives as long as the service.
  const over = new AbortController();
  const stop = (): void => over.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: Math.min(patienceMs / 3, 5000),
    query_timeout: patienceMs / 3,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
  });
  const lose = (): void => {
    lost.abort(new LeadLostError(name, serverOfUrl(url)));
    over.abort(lost.signal.reason);
  };
  client.on('error', lose);
  client.on('end', lose);
  try {
    await client.connect();
    // A session that asks nothing for so long is ended by the server, and its lock with it.
    await client.query(
      `SET idle_session_timeout = ${Math.round(patienceMs)}; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3`,
    );
    onChange?.({ state: 'standing-by' });
    const key = advisoryKey(`lead ${name}`);
    for (;;) {
      if (over.signal.aborted) return;
      const { rows } = await client.query<{ leads: boolean }>('SELECT pg_try_advisory_lock($1) AS leads', [key]);
      if (rows[0]?.leads) break;
      await pauseUnless(over.signal, ASK_MS);
    }
    onChange?.({ state: 'leading' });
    const done = new AbortController();
    const beating = beat(client, patienceMs / 6, done.signal, (error) => {
      lose();
      onChange?.({ state: 'failed', error: readablePostgresError(error, serverOfUrl(url)) });
    });
    const overdue = abortedAfter(signal, TO_STOP_MS, done.signal);
    try {
      await untilCutOff(AbortSignal.any([lost.signal, overdue]), () => onLead(over.signal));
    } finally {
      done.abort();
      await beating;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await endClient(client);
  }
}

/** Asks the server for a sign of life again and again; `onSilence` when there is none. */
async function beat(client: Client, everyMs: number, signal: AbortSignal, onSilence: (error: unknown) => void): Promise<void> {
  for (;;) {
    await pauseUnless(signal, everyMs);
    if (signal.aborted) return;
    try {
      await client.query('SELECT 1');
    } catch (error) {
      onSilence(error);
      return;
    }
  }
}

async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Aborts so many milliseconds after `signal` did, unless `done` aborts first. */
function abortedAfter(signal: AbortSignal, ms: number, done: AbortSignal): AbortSignal {
  const late = new AbortController();
  const wait = (): void => {
    const timer = setTimeout(() => late.abort(new Error('The leader was told to stop, and did not in time.')), ms);
    done.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true, signal: done });
  return late.signal;
}
