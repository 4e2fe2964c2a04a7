/** No customer has this id, or none had it at the moment asked for. */
export class CustomerNotFoundError extends Error {
  readonly code = 'customer-not-found';

  /** @param past whether a moment other than the present was asked for */
  constructor(past: boolean) {
    super(past ? 'This customer was not known at that moment.' : 'There is no customer with this id.');
  }
}
