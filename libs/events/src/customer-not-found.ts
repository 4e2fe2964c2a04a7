/** No customer has this id, or none had it at the moment asked for. */
export class CustomerNotFoundError extends Error {
  readonly code = 'customer-not-found';
  constructor(
    readonly id: string,
    past = false,
  ) {
    super(
      past
        ? 'This customer was not known at that moment.'
        : 'There is no customer with this id. Search for the customer by an identifier.',
    );
  }
}
