import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient } from 'pg';
import { cutConnection } from './end-client.js';

interface Work {
  readonly signal: AbortSignal;
  /** What is under way when `signal` aborts is not waited for either. */
  readonly isCutOff: boolean;
}

const current = new AsyncLocalStorage<Work | undefined>();

/**
 * Runs `work`, and once `signal` aborted sends nothing more of it to PostgreSQL: what asks through `queryRows`,
 * `withClient` or `inTransaction` then throws the signal's reason. A statement that was sent already runs to its end, or
 * to its time-out, and so does a transaction that has begun.
 */
export function cancellable<T>(signal: AbortSignal, work: () => T): T {
  return current.run({ signal, isCutOff: false }, work);
}

/** As `cancellable`, and what is under way is cut off with its connection: a transaction is not committed, unless its COMMIT was sent. */
export function untilCutOff<T>(signal: AbortSignal, work: () => T): T {
  return current.run({ signal, isCutOff: true }, work);
}

/** Runs what several wait for: that one of them gives up does not concern it. */
export function uncancelled<T>(work: () => T): T {
  return current.run(undefined, work);
}

/** To be called before a statement is sent. @throws the reason for which the work it belongs to was given up */
export function refuseCancelled(): void {
  current.getStore()?.signal.throwIfAborted();
}

export function mayBeCutOff(): boolean {
  return current.getStore()?.isCutOff ?? false;
}

/** Cuts this connection should the work be cut off, until the returned function is called. */
export function cutOffWith(client: PoolClient): () => void {
  const work = current.getStore();
  if (!work?.isCutOff) return () => undefined;
  const { signal } = work;
  const cut = (): void => cutConnection(client);
  signal.addEventListener('abort', cut, { once: true });
  return () => signal.removeEventListener('abort', cut);
}
