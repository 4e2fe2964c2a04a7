import type { Position } from '#events';
import type { EventBatch, EventSource } from './run-projection.js';

type Step = IteratorResult<EventBatch, void>;
const END: Step = { done: true, value: undefined };

/**
 * One subscription for the runners that are at the same position: each batch is read and decoded once and handed to all of
 * them, and the next is read when all have asked for it. Whoever is elsewhere reads alone until it is where they are, and
 * then with them. Who leaves (it failed, or was told to stop) stops nobody: the others go on, and it may subscribe
 * again from wherever it was. What the ledger throws, all who read together get.
 */
export function shareSubscription(events: EventSource): EventSource {
  const together = new CommonReading(events);
  return {
    async *subscribe(after, options) {
      let position = after;
      let endedByItself = false;
      while (!options.signal.aborted && !endedByItself && !together.isAt(position)) {
        endedByItself = true;
        for await (const batch of events.subscribe(position, options)) {
          yield batch;
          position = batch.events.at(-1)?.position ?? position;
          endedByItself = !together.isAt(position);
          // Ending its own subscription takes a moment, in which the others may go on: then it reads alone again.
          if (!endedByItself) break;
        }
      }
      if (!options.signal.aborted && !endedByItself) yield* together.subscribe(position, options);
    },
  };
}

/** Those who read in step. Everybody in it has been given the batch in hand, and nobody another one. */
class CommonReading {
  readonly #events: EventSource;
  readonly #readers = new Set<Reader>();
  #source: AsyncIterator<EventBatch, void> | undefined;
  #stop = new AbortController();
  /** Where the batch in hand begins, and ends once it is read. */
  #begin: Position | undefined;
  #end: Position | undefined;
  #batch: Promise<Step> | undefined;

  constructor(events: EventSource) {
    this.#events = events;
  }

  /** Whether who has got as far as `position` can join: at the end of the batch in hand, or in time to be given it. */
  isAt(position: Position): boolean {
    return this.#readers.size === 0 || this.#begin === position || this.#end === position;
  }

  async *subscribe(
    after: Position,
    { signal, batchSize }: Parameters<EventSource['subscribe']>[1],
  ): AsyncGenerator<EventBatch, void, void> {
    const reader = new Reader();
    const leave = (): void => this.#leave(reader);
    this.#source ??= this.#open(after, batchSize);
    this.#readers.add(reader);
    signal.addEventListener('abort', leave, { once: true });
    try {
      if (this.#batch && this.#begin === after && this.#end !== after) reader.give(this.#batch);
      while (this.#readers.has(reader)) {
        this.#readOn();
        const step = await reader.answer;
        if (step.done) return;
        yield step.value;
        reader.ask();
      }
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }

  #open(after: Position, batchSize: number | undefined): AsyncIterator<EventBatch, void> {
    this.#stop = new AbortController();
    this.#end = after;
    const options = { signal: this.#stop.signal, ...(batchSize === undefined ? {} : { batchSize }) };
    return this.#events.subscribe(after, options)[Symbol.asyncIterator]();
  }

  /** Reads the next batch once all have asked for it. */
  #readOn(): void {
    if (!this.#source || this.#readers.size === 0 || ![...this.#readers].every(({ asks }) => asks)) return;
    const begin = this.#end;
    this.#begin = begin;
    this.#end = undefined;
    const source = this.#source;
    this.#batch = source.next().then((step) => {
      if (this.#source === source && !step.done) this.#end = step.value.events.at(-1)?.position ?? begin;
      return step;
    });
    for (const reader of this.#readers) reader.give(this.#batch);
  }

  #leave(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    reader.give(Promise.resolve(END));
    if (this.#readers.size > 0) {
      this.#readOn();
      return;
    }
    this.#stop.abort();
    void this.#source?.return?.().catch(() => undefined);
    this.#source = undefined;
    this.#batch = undefined;
    this.#begin = undefined;
    this.#end = undefined;
  }
}

/** One who reads with the others. Of several answers to one question the first counts. */
class Reader {
  asks = true;
  answer: Promise<Step>;
  #resolve: (step: Promise<Step>) => void = () => undefined;

  constructor() {
    this.answer = this.#question();
  }

  ask(): void {
    this.asks = true;
    this.answer = this.#question();
  }

  give(step: Promise<Step>): void {
    this.asks = false;
    this.#resolve(step);
  }

  #question(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this.#resolve = (step) => void step.then(resolve, reject);
    });
  }
}
