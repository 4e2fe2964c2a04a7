import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { CurrentClient } from './current-client.js';
import { failureOf } from './server-failures.js';
import type { Semaphore } from './semaphore.js';

const FIRST_WAIT = 25;
const LONGEST_WAIT = 2000;
/** After so many "busy" answers in a row, over at least so many milliseconds, another server is looked for. */
const BUSY_TIMES = 3;
const BUSY_FOR = 1000;

/**
 * Milliseconds before the next try: doubled each time, with jitter, so that calls that failed together are not retried
 * together.
 */
export function backOff(tries: number): number {
  return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 16));
}

/**
 * Tells when a server has been busy for too long. A node that lost its cluster answers "busy" indefinitely while its
 * connection stays open; the leader is another node, which only a new client discovers.
 */
export class BusySpell {
  #client: EventStoreDBClient | undefined;
  #since = 0;
  #times = 0;

  /** Called each time the server behind `client` was busy; true when another client is to be used. */
  isOverlong(client: EventStoreDBClient): boolean {
    if (client !== this.#client) {
      this.#client = client;
      this.#since = performance.now();
      this.#times = 0;
    }
    this.#times += 1;
    return this.#times >= BUSY_TIMES && performance.now() - this.#since >= BUSY_FOR;
  }
}

export interface Persistence {
  readonly clients: CurrentClient;
  /** A failed attempt is repeated for so long, in milliseconds since the first; the last one may take longer. */
  readonly patience: number;
  /** Limits how many attempts run at the same time. */
  readonly slots?: Semaphore;
  /** True when no further attempt should be made. */
  readonly givenUp?: () => boolean;
}

/**
 * Repeats an attempt until it succeeds, fails permanently, or the time allowed is over; then rejects with the last error. The
 * client is replaced when its connection is broken or its server has been busy for too long.
 */
export async function persist<T>(
  { clients, patience, slots, givenUp = () => false }: Persistence,
  attempt: (client: EventStoreDBClient) => Promise<T>,
): Promise<T> {
  const until = performance.now() + patience;
  const busy = new BusySpell();
  for (let tries = 0; ; tries += 1) {
    let client: EventStoreDBClient | undefined;
    // The client may have been ended while this attempt waited.
    const once = async (): Promise<T> => attempt((client = await clients.get()));
    try {
      return await (slots ? slots.run(once) : once());
    } catch (error) {
      const failure = failureOf(error);
      if (failure !== 'busy' && failure !== 'broken') throw error;
      if (client && (failure === 'broken' || busy.isOverlong(client))) await clients.renew(client);
      const wait = backOff(tries);
      if (givenUp() || performance.now() + wait >= until) throw error;
      await sleep(wait);
    }
  }
}
