/** A parameter of a question cannot be used. `field` is its name, `problem` what is wrong with it, `remedy` what to do. */
export class InvalidParameterError extends Error {
  readonly code = 'invalid-parameter';
  constructor(
    readonly field: string,
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(`${field} ${problem}. ${remedy}`);
  }
}
