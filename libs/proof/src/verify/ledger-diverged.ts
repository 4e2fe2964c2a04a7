/** A range of events: numbers from 1, both included. */
export interface DivergedRange {
  readonly from: number;
  readonly to: number;
  /** Of its first and last event that is there. */
  readonly positions?: readonly [first: string, last: string];
  /** ISO 8601. */
  readonly recorded?: readonly [first: string, last: string];
}

/** The ledger is not what it was: within `range` something was changed, added or removed. The message is for people. */
export class LedgerDivergedError extends Error {
  readonly code = 'ledger-diverged';
  /** `finding`: what is wrong with it, as a sentence. */
  constructor(
    readonly range: DivergedRange,
    finding: string,
  ) {
    super(`${finding} ${wordsOf(range)}`);
  }
}

function wordsOf({ from, to, positions, recorded }: DivergedRange): string {
  const where = positions ? `, positions ${positions[0]} to ${positions[1]}` : '';
  const when = recorded ? `, recorded ${recorded[0]} to ${recorded[1]}` : '';
  return from === to
    ? `It is event ${from} of the ledger${where}${when}.`
    : `It is within events ${from} to ${to} of the ledger${where}${when}.`;
}
