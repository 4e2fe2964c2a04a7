/** Answer to whatever was added to the ledger: a touchpoint, a decision on identity. */
export interface Recorded {
  readonly id: string;
  /** Reading `after` this position shows it. */
  readonly position: string;
  readonly duplicate?: boolean;
  readonly ignoredIdentifiers?: readonly unknown[];
}
