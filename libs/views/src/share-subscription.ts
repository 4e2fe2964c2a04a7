import type { Position } from '#events';
import type { EventBatch, EventSource } from './run-projection.js';

type Step = IteratorResult<EventBatch, unknown>;

/**
 * One subscription for `readers` runners that all begin at the same position: each batch is read and decoded once and
 * handed to all of them; the next is read when all have asked for it. Nothing is read before all have subscribed. When
 * one of them fails the others get no more: they end together.
 */
export function shareSubscription(events: EventSource, readers: number): EventSource {
  let source: AsyncIterator<EventBatch> | undefined;
  let waiting: ((step: Promise<Step>) => void)[] = [];
  const next = (): Promise<Step> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length < readers || !source) return;
      const step = source.next();
      const served = waiting;
      waiting = [];
      for (const serve of served) serve(step);
    });
  return {
    subscribe(after: Position, options): AsyncIterable<EventBatch> {
      source ??= events.subscribe(after, options)[Symbol.asyncIterator]();
      return { [Symbol.asyncIterator]: () => ({ next }) };
    },
  };
}
