import type { FolderPlace } from '#slice/cli';

/** Codes of what a person gave wrongly. So are all that begin with `invalid-`: definitions, mappings, addresses. */
const WRONG_USAGE: ReadonlySet<string> = new Set(['wrong-usage', 'no-token', 'configuration']);

/** A command cannot go on; nothing recorded so far is lost. The message says what to do and holds no record's values. */
export class CommandError extends Error {
  constructor(
    readonly code: string,
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

/** 2 where the command was used wrongly, settings and definitions included; otherwise 1. */
export function exitCodeFor(error: unknown): number {
  const code = codeOf(error) ?? '';
  return WRONG_USAGE.has(code) || code.startsWith('invalid-') ? 2 : 1;
}

/** The error to report when work on a data folder failed: what a thread died of, rather than that it is gone. */
export function folderError(folder: Pick<FolderPlace, 'data' | 'failure'>, error: unknown): CommandError {
  const reason = folder.failure() ?? error;
  return new CommandError('folder-failed', `Work on the data folder ${folder.data} failed: ${messageOf(reason)}`, {
    cause: reason,
  });
}
