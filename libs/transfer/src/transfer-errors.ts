/** The transfer between these two sides is refused. The message says what to do; nothing more was written. */
export class TransferRefusedError extends Error {
  constructor(
    readonly code: 'other-ledger' | 'target-in-use' | 'source-unfinished',
    message: string,
  ) {
    super(message);
  }
}

/** The sides are not equal. The message names the first difference and holds no values. */
export class DifferenceError extends Error {
  readonly code = 'not-equal';
}
