import type { CaseStatus } from '#events';
import type { Row } from '#views';

/** What the touchpoints of a case fold to; a customer's case is the merge of its hubs'. Times in epoch milliseconds. */
export interface CaseState {
  readonly first_at: number;
  readonly first_position: number;
  /** Kind and department of the first touchpoint. */
  readonly kind: string;
  readonly department: string;
  readonly last_at: number;
  readonly last_position: number;
  /** Status that the last touchpoint stated. */
  readonly status: CaseStatus;
  /** First touchpoint of the case that was a complaint. */
  readonly complained_at: number | null;
  readonly touchpoints: number;
}

/** A case as one hub's touchpoints tell it. */
export interface CaseRow extends Row, CaseState {
  readonly hub: string;
  readonly case_handle: string;
}

/** A complaint, at any stage of it (`complaint`, `complaint-escalated`...). */
function isComplaint(kind: string): boolean {
  return kind === 'complaint' || kind.startsWith('complaint-');
}

/** The case as a single touchpoint tells it. */
export function caseFrom(touchpoint: {
  readonly occurredAt: number;
  readonly position: number;
  readonly kind: string;
  readonly department: string;
  readonly status: CaseStatus;
}): CaseState {
  return {
    first_at: touchpoint.occurredAt,
    first_position: touchpoint.position,
    kind: touchpoint.kind,
    department: touchpoint.department,
    last_at: touchpoint.occurredAt,
    last_position: touchpoint.position,
    status: touchpoint.status,
    complained_at: isComplaint(touchpoint.kind) ? touchpoint.occurredAt : null,
    touchpoints: 1,
  };
}

/** First and last by when they happened, then by position. Associative and commutative. */
export function mergeCases(a: CaseState, b: CaseState): CaseState {
  const first = a.first_at < b.first_at || (a.first_at === b.first_at && a.first_position <= b.first_position) ? a : b;
  const last = a.last_at > b.last_at || (a.last_at === b.last_at && a.last_position >= b.last_position) ? a : b;
  return {
    first_at: first.first_at,
    first_position: first.first_position,
    kind: first.kind,
    department: first.department,
    last_at: last.last_at,
    last_position: last.last_position,
    status: last.status,
    complained_at: earlier(a.complained_at, b.complained_at),
    touchpoints: a.touchpoints + b.touchpoints,
  };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
