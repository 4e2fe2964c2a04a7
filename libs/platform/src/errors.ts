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

/** Where an error comes from, for the log: its class, its code and its stack frames, but not its message. */
export function withoutMessage(error: unknown): { error: string; errorCode?: string; frames?: string[] } {
  if (!isError(error)) return { error: typeof error };
  const code = errorCode(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    ...(code === undefined ? {} : { errorCode: code }),
    frames: frames.slice(0, 12).map((line) => line.trim()),
  };
}
