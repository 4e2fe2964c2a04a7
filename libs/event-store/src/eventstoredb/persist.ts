import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { CurrentClient } from './current-client.js';
import { failureOf } from './server-failures.js';
import type { Semaphore } from './semaphore.js';

const FIRST_WAIT = 25;
const LONGEST_WAIT = 2000;
/** A server that was busy so often in a row, and for so many milliseconds, is left. */
const BUSY_TIMES = 3;
const BUSY_FOR = 1000;

/** Milliseconds before the next try: doubled each time, and drawn at random so that many who failed together do not come back together. */
export function backOff(tries: number): number {
  return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 16));
}

/**
 * Tells when a server has been busy for too long. A node that lost its cluster answers so without an end, and the
 * connection holds: the leader is elsewhere, and only another client looks for it.
 */
export class BusySpell {
  #client: EventStoreDBClient | undefined;
  #since = 0;
  #times = 0;

  /** To be asked each time the server behind `client` was busy; true when another client is to be taken. */
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
  /** An attempt waits for a slot before it begins. */
  readonly slots?: Semaphore;
  /** True when there is no use in going on. */
  readonly givenUp?: () => boolean;
}

/**
 * Attempts until it succeeds, until a failure does not pass by waiting, or until patience is at its end: then with the
 * last error. The client is renewed when its connection is of no use, or its server is busy for too long.
 */
export async function persist<T>(
  { clients, patience, slots, givenUp = () => false }: Persistence,
  attempt: (client: EventStoreDBClient) => Promise<T>,
): Promise<T> {
  const until = performance.now() + patience;
  const busy = new BusySpell();
  for (let tries = 0; ; tries += 1) {
    let client: EventStoreDBClient | undefined;
    // A client that was waited with may have been ended meanwhile.
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
