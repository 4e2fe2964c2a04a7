/** Whether something thrown is an error. Not by `instanceof` alone: errors also come from other realms (worker contexts, test runners). */
export function isError(error: unknown): error is Error {
  return (
    error instanceof Error ||
    (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string')
  );
}

/** The `code` of an error, ours or Node's. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
