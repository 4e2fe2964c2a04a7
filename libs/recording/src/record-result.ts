/** What came of one touchpoint that was sent. */
export type RecordResult = Accepted | Duplicate | Refused;

export interface Accepted {
  readonly status: 'accepted';
  /** The event's id. */
  readonly id: string;
  /** Where it stands in the ledger: decimal string. Give it as `after` to read one's own write. */
  readonly position: string;
  /** Identifiers that recognition ignores (blocked values); they are kept with the touchpoint all the same. */
  readonly ignoredIdentifiers?: readonly string[];
}

/** It was recorded before, with the same content: id and position are the first's. */
export interface Duplicate {
  readonly status: 'duplicate';
  readonly id: string;
  readonly position: string;
}

/** It was not recorded. */
export interface Refused {
  readonly status: 'refused';
  readonly problem: RecordProblem;
}

export interface RecordProblem {
  readonly code: 'malformed' | 'invalid' | 'conflict' | 'append-too-large' | 'unavailable';
  /** One sentence for people. Never holds a value that was sent. */
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly problem: string; readonly remedy?: string }[];
  /** For a conflict: what was recorded first under the same source and external id. */
  readonly recorded?: { readonly id: string; readonly position: string };
}
