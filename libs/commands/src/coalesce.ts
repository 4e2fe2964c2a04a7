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
 * One at a time made of many at a time: items begin at once, those of one turn together, while fewer than two rounds are on
 * their way; those that come later share the next round, in the order they came. So one commit serves many callers, and none
 * waits for others to come. Where `run` rejects, so does every item of its round.
 */
export function coalesce<In, Out>(run: (items: readonly In[]) => Promise<readonly Out[]>): (item: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  let running = 0;

  async function round(items: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await run(items.map(({ item }) => item));
      items.forEach(({ resolve }, index) => resolve(results[index] as Out));
    } catch (error) {
      for (const { reject } of items) reject(error);
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
