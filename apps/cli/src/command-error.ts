type CommandErrorCode =
  | 'wrong-usage'
  | 'unreadable-file'
  | 'bad-mapping'
  | 'no-token'
  | 'no-data'
  | 'refused'
  | 'unreachable'
  | 'folder-failed'
  | 'views-failed'
  | 'nothing-to-promote';

const WRONG_USAGE: ReadonlySet<string> = new Set([
  'wrong-usage',
  'bad-mapping',
  'no-token',
  'configuration',
  'invalid-rules',
  'invalid-kinds',
  'invalid-eventstoredb-url',
  'invalid-postgres-url',
  'invalid-replay-id',
  'invalid-postgres-url',
  'invalid-eventstoredb-url',
]);

/** A command cannot go on; nothing recorded so far is lost. The message says what to do and holds no record's values. */
export class CommandError extends Error {
  constructor(
    readonly code: CommandErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The `code` of any error that has one: ours, a library's, Node's. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The exit code: 2 for wrong usage, settings included; otherwise 1. */
export function exitCodeFor(error: unknown): number {
  return WRONG_USAGE.has(codeOf(error) ?? '') ? 2 : 1;
}
