/** A point in both times, epoch milliseconds; what happened (`asOf`) or was recorded (`knownAt`) later does not count. */
export interface AsOf {
  readonly asOf?: number;
  readonly knownAt?: number;
}
