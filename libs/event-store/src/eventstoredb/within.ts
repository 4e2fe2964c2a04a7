import { NoAnswerError } from './server-failures.js';

/** Settles as `promise` does, or rejects with NoAnswerError after so many milliseconds; a later result is ignored. */
export function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswerError(milliseconds)), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
