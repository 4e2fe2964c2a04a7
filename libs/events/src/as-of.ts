/**
 * A point in both times, epoch milliseconds: events that happened after `asOf` or were recorded after `knownAt` do not count.
 */
export interface AsOf {
  readonly asOf?: number;
  readonly knownAt?: number;
}
