import type { AsOf, CustomerId, Handle } from '#events';
import type { ReadSide } from './query.js';

/** A customer as a question about it sees it. */
export interface CustomerAsOf {
  readonly id: CustomerId;
  /** All identifiers that were this customer at that moment, hubs among them: what views keep per hub is found by these. */
  readonly handles: readonly Handle[];
  /** The moment that is asked for; the present where it is empty. */
  readonly asOf: AsOf;
}

/** What a slice adds to the card of a customer, under its name. */
export interface CardSection<Name extends string = string> {
  readonly name: Name;
  /** The sets of views that it is made of: a card waits for these, too. */
  readonly reads: readonly string[];
  /**
   * Plain data, sent as JSON; `undefined` where there is nothing to show. Is called at the same time as other sections, and
   * may throw: then the card says that this section failed, and shows the rest.
   */
  read(read: ReadSide, customer: CustomerAsOf): Promise<object | undefined>;
}
