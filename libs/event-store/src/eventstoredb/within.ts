import { NoAnswerError } from './server-failures.js';

/** `promise`, or a NoAnswerError after so many milliseconds; what comes of it later is ignored. */
export function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswerError(milliseconds)), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
