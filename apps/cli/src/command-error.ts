/** The import cannot go on; nothing recorded so far is lost. The message says what to do and holds no record's values. */
export class ImportError extends Error {
  constructor(
    readonly code: 'unreadable-file' | 'bad-mapping' | 'refused' | 'unreachable' | 'no-token',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
