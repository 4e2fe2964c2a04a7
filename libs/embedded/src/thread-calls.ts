import type { MessagePort, Worker } from 'node:worker_threads';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: SentError };

/** An error as it is sent between threads: `code` and `message` arrive, the class does not. */
interface SentError {
  readonly message: string;
  readonly stack?: string;
  readonly own: Readonly<Record<string, unknown>>;
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
      count(-1);
      port.postMessage(message);
    };
    Promise.resolve()
      .then(() => {
        if (!method) throw new Error(`No method ${call.method}.`);
        return method(...call.args);
      })
      .then(
        (value) => answer({ id: call.id, value }),
        (error: unknown) => answer({ id: call.id, error: sent(error) }),
      );
  });
  return activity;
}

/**
 * The methods of the object that answers in `worker`. A call rejects with the error thrown there, its `code` included,
 * and when the thread ends before it answered.
 */
export function callsTo<T extends object>(worker: Worker, methods: readonly (keyof T & string)[]): Methods<T> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  let ended = false;
  const gone = (): Error => Object.assign(new Error('The server is stopping; this was not carried out.'), { code: 'closed' });
  worker.on('message', (answer: Answer) => {
    const caller = waiting.get(answer.id);
    if (!caller) return;
    waiting.delete(answer.id);
    if ('error' in answer) caller.reject(received(answer.error));
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
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, method, args } satisfies Call);
      });
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as Methods<T>;
}

function sent(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), own: {} };
  const own = Object.fromEntries(
    Object.entries(error).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  );
  return { message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }), own };
}

function received({ message, stack, own }: SentError): Error {
  const error = Object.assign(new Error(message), own);
  if (stack !== undefined) error.stack = stack;
  return error;
}
