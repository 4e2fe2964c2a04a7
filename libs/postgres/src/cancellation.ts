import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient } from 'pg';
import { cutConnection } from './end-client.js';

interface Work {
  readonly signal: AbortSignal;
  /** Whether statements in progress when `signal` aborts are cut off, too. */
  readonly isCutOff: boolean;
}

const current = new AsyncLocalStorage<Work | undefined>();

/**
 * Runs `work`. Once `signal` aborted, no further statement of it is sent to PostgreSQL: `queryRows`, `withClient` and
 * `inTransaction` then throw the signal's reason. A statement that was sent already runs to its end or its time-out, and so
 * does a transaction that has begun.
 */
export function cancellable<T>(signal: AbortSignal, work: () => T): T {
  return current.run({ signal, isCutOff: false }, work);
}

/**
 * As `cancellable`, and the connections of statements in progress are cut: a transaction is not committed, unless its COMMIT
 * was sent.
 */
export function untilCutOff<T>(signal: AbortSignal, work: () => T): T {
  return current.run({ signal, isCutOff: true }, work);
}

/** Runs work whose result several callers share: the cancellation of one caller does not affect it. */
export function uncancelled<T>(work: () => T): T {
  return current.run(undefined, work);
}

/** To be called before a statement is sent. @throws the reason of the abort signal */
export function refuseCancelled(): void {
  current.getStore()?.signal.throwIfAborted();
}

export function mayBeCutOff(): boolean {
  return current.getStore()?.isCutOff ?? false;
}

/** Cuts this connection if the work is cut off, until the returned function is called. */
export function cutOffWith(client: PoolClient): () => void {
  const work = current.getStore();
  if (!work?.isCutOff) return () => undefined;
  const { signal } = work;
  const cut = (): void => cutConnection(client);
  signal.addEventListener('abort', cut, { once: true });
  return () => signal.removeEventListener('abort', cut);
}
