/** Answer of `GET /api/v1/customers/:id`: what staff see of a customer. All times RFC 3339, UTC. */
export interface CustomerCard {
  readonly id: string;
  /** Set where the id asked for is not the current one: it was merged into this customer. */
  readonly askedFor?: string;
  /** How far the views had got: decimal string, as in the answer to recording. */
  readonly position: string;
  readonly asOf?: string;
  readonly knownAt?: string;
  /** The name stated last; absent where none was ever stated or it was erased. */
  readonly name?: string;
  /** All names, last stated first. */
  readonly names: readonly { readonly name: string; readonly lastSeenAt: string }[];
  readonly birthDates: readonly string[];
  readonly addresses: readonly { readonly text: string; readonly lastSeenAt: string }[];
  /** Distinct roles this customer had, most frequent first. */
  readonly roles: readonly CountedKey[];
  readonly alerts: readonly CardAlert[];
  readonly identifiers: readonly CardIdentifier[];
  /** Former ids that lead here, with when they were merged (recorded time). */
  readonly aliases: readonly { readonly id: string; readonly mergedAt: string }[];
  readonly openCases: readonly CardCase[];
  readonly firstContactAt?: string;
  readonly lastContactAt?: string;
  readonly touchpoints: number;
  readonly channels: readonly CountedKey[];
  readonly departments: readonly CountedKey[];
  readonly kinds: readonly CountedKey[];
  /** Whom the customer really knows: who handled most, latest contact as tie-break. */
  readonly usualStaff: readonly CountedKey[];
  /** Decimal strings. `purchases`, `refunds`, `costs`: sums of the amounts of those kinds; `other`: of all other kinds. */
  readonly amounts: readonly {
    readonly currency: string;
    readonly purchases: string;
    readonly refunds: string;
    readonly costs: string;
    readonly other: string;
  }[];
  /** How many more there are than the card lists (the oldest are left out); absent where it lists all. */
  readonly notListed?: {
    /** Names, birth dates and addresses stated longer ago than those listed. */
    readonly profiles?: number;
    readonly identifiers?: number;
    readonly openCases?: number;
  };
  /** What other features know of the customer, by their names for it; absent where none has anything to show. */
  readonly sections?: Readonly<Record<string, object | FailedSection>>;
}

/** In the place of a section that could not be read. */
export interface FailedSection {
  readonly failed: true;
  /** Of the error, for programs; `internal-error` where nobody foresaw it. */
  readonly code: string;
}

export interface CountedKey {
  readonly key: string;
  readonly count: number;
  readonly lastAt: string;
}

export type CardAlert =
  | { readonly type: 'recently-merged'; readonly ids: readonly string[]; readonly at: string }
  | { readonly type: 'open-complaint'; readonly caseRef?: string; readonly since: string }
  | { readonly type: 'in-review'; readonly count: number };

export interface CardIdentifier {
  readonly handle: string;
  readonly type: string;
  readonly value: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** Where it was last seen. */
  readonly lastChannel: string;
  readonly lastDepartment: string;
}

export interface CardCase {
  /** Absent where it was erased. */
  readonly ref?: string;
  readonly status: 'opened' | 'updated' | 'closed';
  readonly kind: string;
  readonly department: string;
  readonly openedAt: string;
  readonly lastAt: string;
  readonly touchpoints: number;
}
