import type { MessagePort } from 'node:worker_threads';
import { errorToSend, receivedError, type SentError } from './thread-errors.js';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: SentError };

/** What is needed of a `Worker` to call what answers in it. */
interface CalledThread {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: Answer) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

type Methods<T> = { readonly [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? T[K] : never };

/** How busy a thread is. */
export interface Activity {
  /** Calls that are not answered yet. */
  readonly underway: number;
  /** When the last call came or was answered; milliseconds since the epoch. */
  readonly lastAt: number;
}

/** Answers calls that come in through `port` with the methods of `target`. The object returned is updated with each call and answer. */
export function answerCalls<T extends object>(port: MessagePort, target: Methods<T>): Activity {
  const activity = { underway: 0, lastAt: Date.now() };
  const count = (change: 1 | -1): void => {
    activity.underway += change;
    activity.lastAt = Date.now();
  };
  port.on('message', (call: Call) => {
    count(1);
    const method = (target as Record<string, (...args: readonly unknown[]) => Promise<unknown>>)[call.method];
    const answer = (message: Answer): void => {
      port.postMessage(message);
      count(-1);
    };
    Promise.resolve()
      .then(() => {
        if (!method) throw new Error(`No method ${call.method}.`);
        return method(...call.args);
      })
      .then((value) => answer({ id: call.id, value }))
      // What cannot be sent to another thread is an error, too: every call is answered.
      .catch((error: unknown) => answer({ id: call.id, error: errorToSend(error) }));
  });
  return activity;
}

/**
 * The methods of the object that answers in `worker`. A call rejects with the error thrown there, all its fields included
 * (not its class), and with the code `closed` when the thread ends before it answered.
 */
export function callsTo<T extends object>(worker: CalledThread, methods: readonly (keyof T & string)[]): Methods<T> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  let ended = false;
  const gone = (): Error => Object.assign(new Error('The server is stopping; this was not carried out.'), { code: 'closed' });
  worker.on('message', (answer: Answer) => {
    const caller = waiting.get(answer.id);
    if (!caller) return;
    waiting.delete(answer.id);
    if ('error' in answer) caller.reject(receivedError(answer.error));
    else caller.resolve(answer.value);
  });
  worker.on('exit', () => {
    ended = true;
    for (const { reject } of waiting.values()) reject(gone());
    waiting.clear();
  });
  const call =
    (method: string) =>
    (...args: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(gone());
          return;
        }
        const id = ++last;
        worker.postMessage({ id, method, args } satisfies Call);
        waiting.set(id, { resolve, reject });
      });
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as Methods<T>;
}
