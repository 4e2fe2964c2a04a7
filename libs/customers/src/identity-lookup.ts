import type { AsOf, CustomerId, Handle, Position } from '#events';
import type { ReadNeed, ReadSide } from '#slice';

/** An identifier of a customer. Times in epoch milliseconds. */
export interface Member {
  readonly handle: Handle;
  readonly type: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** The event that it was last seen in. */
  readonly lastPosition: Position;
}

/** A former id of a customer; `mergedAt` in epoch milliseconds, recorded time. */
export interface FormerId {
  readonly id: CustomerId;
  readonly mergedAt: number;
}

/** What looking customers up needs of recognition. Each call is a constant number of round trips. */
export interface IdentityLookup {
  /** The present customers of handles, which customer ids are, former ones too. Those that recognition has not seen are left out. */
  customersOf(handles: readonly string[]): Promise<ReadonlyMap<string, CustomerId>>;

  /** By handle, other present customers who stated the identifier than the one it belongs to; at most `most` in all. */
  alsoStatedBy(handles: readonly string[], most: number): Promise<ReadonlyMap<string, readonly CustomerId[]>>;

  /** The handles of all identifiers of present customers, hubs among them; costs less than `members`. */
  handlesOf(customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, readonly Handle[]>>;

  /** All identifiers of present customers, hubs among them. */
  members(customers: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, readonly Member[]>>;

  /** The identifiers that were one customer with `customer` at that moment; empty where it was not known then. */
  membersAt(customer: CustomerId, moment: AsOf): Promise<readonly Member[]>;

  /** Ids that lead to `customer`. */
  aliases(customer: CustomerId): Promise<readonly FormerId[]>;

  /** Those of these handles that were a customer's id once and are not now. */
  formerIds(handles: readonly string[]): Promise<ReadonlySet<string>>;

  /** How many open questions the review queue has on `customer`. */
  openReviews(customer: CustomerId): Promise<number>;
}

/** `IdentityLookup`, from the views of whoever tells who is one customer. */
export type IdentityNeed = ReadNeed<IdentityLookup, Pick<ReadSide, 'reader'>>;
