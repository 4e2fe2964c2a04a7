import type { PublishedUpTo } from '../topics.js';
import { problemFrom, type RelayedSet, type RelayProblem, type RelayStatus } from './relay-status.js';

/** Keeps the status and reports its changes. */
export class StatusKeeper {
  readonly #sets: Map<string, { publishedUpTo: bigint; head: bigint }>;
  #state: RelayStatus['state'] = 'standing-by';
  #published = 0;
  #problem: RelayProblem | undefined;

  constructor(
    sets: readonly string[],
    private readonly onStatus: (status: RelayStatus) => void,
  ) {
    this.#sets = new Map(sets.map((set) => [set, { publishedUpTo: 0n, head: 0n }]));
  }

  get sets(): readonly RelayedSet[] {
    return [...this.#sets].map(([set, { publishedUpTo, head }]) => ({
      set,
      publishedUpTo,
      waiting: head > publishedUpTo ? Number(head - publishedUpTo) : 0,
    }));
  }

  set(state: 'standing-by' | 'starting' | 'publishing' | 'idle' | 'stopped'): void {
    // The problem stays in the status during the next attempt.
    if (state === 'starting' && this.#problem) return;
    if (state !== 'starting') this.#problem = undefined;
    // Another relay publishes now, or will: the queue length seen earlier is out of date.
    if (state === 'standing-by') for (const known of this.#sets.values()) known.head = known.publishedUpTo;
    this.#state = state;
    this.#tell();
  }

  failed(error: unknown): RelayProblem {
    this.#problem = problemFrom(error, this.#problem);
    this.#state = 'waiting';
    this.#tell();
    return this.#problem;
  }

  published(upTo: PublishedUpTo, messages: number): void {
    this.#published += messages;
    for (const [set, { sequence }] of upTo) {
      const known = this.#sets.get(set);
      if (!known) continue;
      known.publishedUpTo = sequence;
      if (known.head < sequence) known.head = sequence;
    }
    this.#tell();
  }

  head(set: string, head: bigint): void {
    const known = this.#sets.get(set);
    if (!known || known.head === head) return;
    known.head = head;
    this.#tell();
  }

  #tell(): void {
    this.onStatus({
      state: this.#state,
      sets: this.sets,
      published: this.#published,
      ...(this.#problem ? { problem: this.#problem } : {}),
    });
  }
}
