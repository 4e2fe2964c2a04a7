import { setTimeout as sleep } from 'node:timers/promises';
import { asPosition, type Position } from '#events';
import { anEvent } from './contract/opened-editions.js';
import type { EventSource } from './run-projection.js';
import { shareSubscription } from './share-subscription.js';

/** A ledger of one event a batch that can grow; `reads` has the position of each batch that was read. */
class Ledger implements EventSource {
  readonly reads: number[] = [];
  readonly #waiting = new Set<() => void>();
  open = 0;
  broken = false;
  /** How long ending a subscription takes. */
  endsAfterMs = 0;

  constructor(private head: number) {}

  grow(by = 1): void {
    this.head += by;
    for (const wake of this.#waiting) wake();
  }

  async *subscribe(after: Position, { signal }: { readonly signal: AbortSignal }) {
    this.open += 1;
    try {
      for (let at = Number(after) + 1; !signal.aborted;) {
        if (this.broken) throw new Error('the ledger cannot be read');
        if (at > this.head) {
          await new Promise<void>((resolve) => {
            this.#waiting.add(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
          continue;
        }
        this.reads.push(at);
        yield { events: [anEvent(at, 'call')], caughtUp: at === this.head };
        at += 1;
      }
    } finally {
      if (this.endsAfterMs > 0) await sleep(this.endsAfterMs);
      this.open -= 1;
    }
  }
}

describe('A shared subscription', () => {
  const stops: AbortController[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop.abort();
  });

  /** Reads on; `take` gives what the next batch holds, `leave` ends it as a runner that fails does, `stop` from outside. */
  const reader = (events: EventSource, after = 0) => {
    const stop = new AbortController();
    stops.push(stop);
    const batches = events.subscribe(asPosition(after), { signal: stop.signal })[Symbol.asyncIterator]();
    return {
      take: async () => {
        const step = await batches.next();
        return step.done ? 'end' : Number(step.value.events.at(-1)?.position);
      },
      leave: () => batches.return?.(),
      stop: () => stop.abort(),
    };
  };

  it('reads each batch once for all, in step', async () => {
    const ledger = new Ledger(3);
    const shared = shareSubscription(ledger);
    const [quick, slow] = [reader(shared), reader(shared)];
    expect(await Promise.all([quick.take(), slow.take()])).toEqual([1, 1]);
    const second = quick.take();
    await sleep(5);
    expect(ledger.reads).toEqual([1]);
    expect([await slow.take(), await second]).toEqual([2, 2]);
    expect(await Promise.all([quick.take(), slow.take()])).toEqual([3, 3]);
    expect(ledger.reads).toEqual([1, 2, 3]);
  });

  it('goes on for the others when one leaves, whatever they were just waiting for', async () => {
    const ledger = new Ledger(3);
    const shared = shareSubscription(ledger);
    const [failing, other] = [reader(shared), reader(shared)];
    await Promise.all([failing.take(), other.take()]);
    const second = other.take();
    await failing.leave();
    expect(await second).toBe(2);
    expect(await other.take()).toBe(3);
    expect(ledger.open).toBe(1);
  });

  it('lets who left join again: alone from its last commit on, and with the others once it is where they are', async () => {
    const ledger = new Ledger(3);
    const shared = shareSubscription(ledger);
    const [failing, other] = [reader(shared), reader(shared)];
    await Promise.all([failing.take(), other.take()]);
    await failing.leave();
    expect([await other.take(), await other.take()]).toEqual([2, 3]);
    const waits = other.take();
    const again = reader(shared);
    expect([await again.take(), await again.take(), await again.take()]).toEqual([1, 2, 3]);
    expect(ledger.reads).toEqual([1, 2, 3, 1, 2, 3]);
    const joins = again.take();
    ledger.grow();
    expect(await Promise.all([waits, joins])).toEqual([4, 4]);
    expect(ledger.reads.slice(6)).toEqual([4]);
    expect(ledger.open).toBe(1);
  });

  it('lets who joins read alone again where the others went on while its own subscription ended', async () => {
    const ledger = new Ledger(3);
    const shared = shareSubscription(ledger);
    const other = reader(shared, 1);
    expect(await other.take()).toBe(2);
    const later = reader(shared);
    expect(await later.take()).toBe(1);
    ledger.endsAfterMs = 20;
    const joins = later.take();
    expect(await other.take()).toBe(3);
    expect(await joins).toBe(2);
    expect(await later.take()).toBe(3);
    ledger.grow();
    expect(await Promise.all([other.take(), later.take()])).toEqual([4, 4]);
  });

  it('gives the batch in hand to who comes in time for it', async () => {
    const ledger = new Ledger(2);
    const shared = shareSubscription(ledger);
    const first = reader(shared);
    expect(await first.take()).toBe(1);
    const second = reader(shared);
    expect(await second.take()).toBe(1);
    expect(await Promise.all([first.take(), second.take()])).toEqual([2, 2]);
    expect(ledger.reads).toEqual([1, 2]);
  });

  it('ends for who is told to stop, also while it waits, and for nobody else', async () => {
    const ledger = new Ledger(1);
    const shared = shareSubscription(ledger);
    const [stopped, other] = [reader(shared), reader(shared)];
    await Promise.all([stopped.take(), other.take()]);
    const waits = [stopped.take(), other.take()];
    stopped.stop();
    expect(await waits[0]).toBe('end');
    ledger.grow();
    expect(await waits[1]).toBe(2);
  });

  it('tells all what the ledger throws, and is begun anew by who comes next', async () => {
    const ledger = new Ledger(1);
    const shared = shareSubscription(ledger);
    const [one, two] = [reader(shared), reader(shared)];
    await Promise.all([one.take(), two.take()]);
    ledger.broken = true;
    const results = await Promise.allSettled([one.take(), two.take()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    ledger.broken = false;
    ledger.grow();
    const [again, too] = [reader(shared, 1), reader(shared, 1)];
    expect(await Promise.all([again.take(), too.take()])).toEqual([2, 2]);
    expect(ledger.open).toBe(1);
  });

  it('leaves nothing open when all have left', async () => {
    const ledger = new Ledger(1);
    const shared = shareSubscription(ledger);
    const [one, two] = [reader(shared), reader(shared)];
    await Promise.all([one.take(), two.take()]);
    await Promise.all([one.leave(), two.leave()]);
    await sleep(1);
    expect(ledger.open).toBe(0);
  });
});
