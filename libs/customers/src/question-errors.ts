/** No customer has this id, or none had it at the moment asked for. */
export class CustomerNotFoundError extends Error {
  readonly code = 'customer-not-found';
  constructor(
    readonly id: string,
    past: boolean,
  ) {
    super(past ? 'This customer was not known at that moment.' : 'There is no customer with this id.');
  }
}

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
