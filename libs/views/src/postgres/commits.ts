import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { endClient } from '#postgres';
import { COMMITS_CHANNEL } from './bookkeeping.js';

/**
 * After this long without a notification a signal is given all the same: a notification may have been lost with a connection.
 */
const LOOK_AGAIN_MS = 1000;

/**
 * A signal at the beginning and after each commit of a serving edition and each promotion, in any process. Commits made while
 * the reader is busy are combined into one signal. While the server cannot be reached there is one every second, so that the
 * reader meets the error itself. Ends when the abort signal aborts.
 */
export async function* commits(url: string, signal: AbortSignal): AsyncGenerator<void, void, void> {
  let due = true;
  let wake: (() => void) | undefined;
  const notice = (): void => {
    due = true;
    wake?.();
  };
  signal.addEventListener('abort', notice, { once: true });
  const listening = listen(url, signal, notice);
  try {
    while (!signal.aborted) {
      if (!due) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, LOOK_AGAIN_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      if (signal.aborted) return;
      due = false;
      yield;
    }
  } finally {
    signal.removeEventListener('abort', notice);
    await listening.stop();
  }
}

/** Listens on a connection of its own, which is reopened a second after it is lost. */
function listen(url: string, signal: AbortSignal, onCommit: () => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = AbortSignal.any([signal, stopping.signal]);
  const run = async (): Promise<void> => {
    while (!ended.aborted) {
      const client = new Client({
        connectionString: url,
        application_name: 'touchstone-commits',
        connectionTimeoutMillis: 5000,
        keepAlive: true,
        keepAliveInitialDelayMillis: 5000,
      });
      const lost = new Promise<void>((resolve) => {
        client.on('error', () => resolve());
        client.on('end', () => resolve());
        if (ended.aborted) resolve();
        ended.addEventListener('abort', () => resolve(), { once: true });
      });
      client.on('notification', onCommit);
      try {
        await client.connect();
        await client.query(`LISTEN ${COMMITS_CHANNEL}`);
        onCommit();
        await lost;
      } catch {
        // The reader gets a signal every second and meets the error itself.
      }
      await endClient(client);
      await sleep(LOOK_AGAIN_MS, undefined, { signal: ended }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
