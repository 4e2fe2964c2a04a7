import type { CaseStatus } from '#events';
import type { Row, TableSpec } from '#views';

/** The set of views that these tables are of. */
export const CUSTOMERS = 'customers';

/** A party's share of a touchpoint. Times in epoch milliseconds; `amount` as a decimal string. */
export interface TimelineRow extends Row {
  readonly hub: string;
  readonly occurred_at: number;
  readonly position: number;
  /** Index of the party in the touchpoint; 0 is its principal. */
  readonly party: number;
  readonly recorded_at: number;
  readonly kind: string;
  readonly channel: string;
  readonly direction: string;
  readonly department: string;
  readonly role: string;
  readonly handled_by: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly case_handle: string | null;
  readonly case_status: CaseStatus | null;
  readonly profile: string | null;
}

/** One row per party of each touchpoint, clustered as a hub's timeline is read. */
export const TIMELINE: TableSpec = {
  name: 'timeline',
  columns: {
    hub: 'text',
    occurred_at: 'integer',
    position: 'integer',
    party: 'integer',
    recorded_at: 'integer',
    kind: 'text',
    channel: 'text',
    direction: 'text',
    department: 'text',
    role: 'text',
    handled_by: 'text',
    amount: 'text',
    currency: 'text',
    case_handle: 'text',
    case_status: 'text',
    profile: 'text',
  },
  key: ['hub', 'occurred_at', 'position', 'party'],
};

/** One row per hub: `FiguresRow`. */
export const FIGURES: TableSpec = {
  name: 'figures',
  columns: {
    hub: 'text',
    touchpoints: 'integer',
    shared: 'integer',
    first_at: 'integer',
    last_at: 'integer',
    last_position: 'integer',
    parts: 'text',
  },
  key: ['hub'],
};

/** A touchpoint that several hubs took part in, once per hub: so that a customer who is more than one of them counts it once. */
export const SHARED: TableSpec = {
  name: 'shared',
  columns: {
    hub: 'text',
    position: 'integer',
    kind: 'text',
    channel: 'text',
    department: 'text',
    handled_by: 'text',
    case_handle: 'text',
  },
  key: ['hub', 'position'],
};

export interface ProfileSeenRow extends Row {
  readonly hub: string;
  readonly profile: string;
  readonly first_at: number;
  readonly last_at: number;
}

export const PROFILES_SEEN: TableSpec = {
  name: 'profiles_seen',
  columns: { hub: 'text', profile: 'text', first_at: 'integer', last_at: 'integer' },
  key: ['hub', 'profile'],
};

/** One row per hub and case: `CaseRow`. */
export const CASES: TableSpec = {
  name: 'cases',
  columns: {
    hub: 'text',
    case_handle: 'text',
    first_at: 'integer',
    first_position: 'integer',
    kind: 'text',
    department: 'text',
    last_at: 'integer',
    last_position: 'integer',
    status: 'text',
    complained_at: 'integer',
    touchpoints: 'integer',
  },
  key: ['hub', 'case_handle'],
};

/** The departments seen so far: what a form offers to choose from. */
export const DEPARTMENTS: TableSpec = { name: 'departments', columns: { department: 'text' }, key: ['department'] };
