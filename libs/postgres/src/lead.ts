import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { advisoryKey } from './advisory-key.js';
import { endClient } from './end-client.js';
import { untilCutOff } from './cancellation.js';
import { PostgresUnavailableError, readablePostgresError } from './postgres-errors.js';
import { serverOfUrl } from './server-name.js';

/**
 * The state of a candidate. `failed`: the server cannot be reached or does not answer, or the leader's work threw; retried
 * after a pause.
 */
export type Leadership = { readonly state: 'standing-by' | 'leading' } | { readonly state: 'failed'; readonly error: unknown };

export interface LeadOptions {
  readonly url: string;
  /** The name of the leadership: of all candidates for one name in one database, one leads. */
  readonly name: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Ends the candidacy. */
  readonly signal: AbortSignal;
  /** The leader's work. It must end quickly when its signal aborts: then another process leads, or the service stops. */
  readonly onLead: (signal: AbortSignal) => Promise<void>;
  readonly onChange?: (leadership: Leadership) => void;
  /** A leader that the server did not hear from for this long (paused, cut off) has lost the lead. Default 15,000 ms. */
  readonly patienceMs?: number;
}

/** Why a leader's work was cut off. */
class LeadLostError extends PostgresUnavailableError {
  constructor(name: string, server: string) {
    super('unreachable', `The lead of "${name}" was lost: PostgreSQL at ${server} ended the connection, or was not heard.`);
  }
}

/** Milliseconds between two attempts to get the lead. */
const ASK_MS = 500;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** How long a leader that was told to stop may wait for PostgreSQL's answers: the connection may be dead without an error. */
const TO_STOP_MS = 5000;

/**
 * Takes part in leading until `signal` aborts: one of all candidates runs `onLead`, the others stand by. The next takes over
 * half a second after the leader's connection or process ends, and after `patienceMs` where the leader stopped responding
 * without ending. The signal of `onLead` aborts at once when the leader loses its connection, and within half of `patienceMs`
 * when the server does not answer. Its statements in progress (through this library) are then cut off and further ones
 * refused, because after a pause connections may be dead without an error and would never answer. The same happens five
 * seconds after `signal` aborted.
 *
 * Two processes may act as leader for a moment (one that was paused and resumes), so the leader's writes must detect a
 * concurrent writer themselves, as the checkpoint of an edition does. Needs PostgreSQL 14.
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

/** Competes for the lead on one connection; ends when the lead was lost, the work ended, or the connection failed. */
async function stand({ url, name, applicationName, signal, onLead, onChange, patienceMs = 15_000 }: LeadOptions): Promise<void> {
  const lost = new AbortController();
  // Aborts with either. `AbortSignal.any` would leak a listener on `signal`, which lives as long as the service.
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
    // The server ends a session that is idle for so long, and releases its lock.
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

/** Sends periodic statements to check that the server answers; calls `onSilence` when it does not. */
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
