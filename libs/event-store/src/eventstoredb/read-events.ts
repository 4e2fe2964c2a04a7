import type { ServerEvent } from './event-format.js';
import { NoAnswerError } from './server-failures.js';

export interface ReadOptions {
  /** Milliseconds without an event after which the server counts as not answering. */
  readonly silence: number;
  /** Ends the reading at once, with the signal's reason. */
  readonly signal: AbortSignal;
  /** True where the client was ended meanwhile: that ends its reads as if there were no more events. Default: never. */
  readonly isCutOff?: () => boolean;
}

/** A read or a subscription, as the client gives it. */
export type ClientRead = {
  on(event: 'data', listener: (resolved: { readonly event?: ServerEvent }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
} & ({ cancel(): Promise<void> } | { unsubscribe(): Promise<void> });

/**
 * Gives `each` event of a read until there are no more or `each` says `false`; resolves to how many came. The call on the
 * server is ended whatever happens. Events that still arrive are discarded: a stream whose buffer stays full never finishes,
 * and the client could not be ended.
 * @throws NoAnswerError, what the client reports, or what `each` throws
 */
export function readEvents(
  read: ClientRead,
  { silence, signal, isCutOff = () => false }: ReadOptions,
  each: (event: ServerEvent) => boolean | void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let heard = performance.now();
    let count = 0;
    let done = false;
    const finish = (settle: () => void): void => {
      if (done) return;
      done = true;
      clearInterval(watch);
      signal.removeEventListener('abort', abort);
      const ended = 'cancel' in read ? read.cancel() : read.unsubscribe();
      ended.catch(() => undefined);
      settle();
    };
    const abort = (): void => finish(() => reject(signal.reason));
    const watch = setInterval(() => {
      if (performance.now() - heard >= silence) finish(() => reject(new NoAnswerError(silence)));
    }, silence / 4);
    signal.addEventListener('abort', abort);
    read.on('data', ({ event }) => {
      if (done || !event) return;
      heard = performance.now();
      count += 1;
      try {
        if (each(event) === false) finish(() => resolve(count));
      } catch (error) {
        finish(() => reject(error));
      }
    });
    read.on('error', (error) => finish(() => reject(error)));
    read.on('end', () => finish(() => (isCutOff() ? reject(new Error('The client was ended.')) : resolve(count))));
    read.on('close', () => finish(() => reject(new Error('The connection was closed.'))));
    if (signal.aborted) abort();
  });
}
