/** Rounds that run at the same time. */
const AT_ONCE = 2;
/** Most items of one round. */
const MOST = 64;

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (result: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes a function of one item out of `run`, which takes many: calls that come together share one run (a round), so that
 * one commit serves many callers. While fewer than two rounds run, a call starts a round at once, with the other calls of
 * the same turn of the event loop; later calls wait and share the next round, in the order they came. Where a round
 * throws, each of its items is run alone, unless `failsAll` says that the error concerns all of them. `run` must be
 * idempotent.
 */
export function coalesce<In, Out>(
  run: (items: readonly In[]) => Promise<readonly Out[]>,
  failsAll: (error: unknown) => boolean,
): (item: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  let running = 0;

  async function alone({ item, resolve, reject }: Waiting<In, Out>): Promise<void> {
    try {
      resolve((await run([item]))[0] as Out);
    } catch (error) {
      reject(error);
    }
  }

  async function round(items: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await run(items.map(({ item }) => item));
      items.forEach(({ resolve }, index) => resolve(results[index] as Out));
    } catch (error) {
      if (items.length === 1 || failsAll(error)) for (const { reject } of items) reject(error);
      else await Promise.all(items.map(alone));
    }
  }

  /** Runs rounds until no item waits. */
  async function keepGoing(): Promise<void> {
    running += 1;
    // A microtask later, so that calls made one after the other in the same turn share the round.
    await Promise.resolve();
    while (waiting.length > 0) await round(waiting.splice(0, MOST));
    running -= 1;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running < AT_ONCE) void keepGoing();
    });
}
