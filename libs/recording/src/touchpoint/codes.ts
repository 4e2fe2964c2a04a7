import type { CaseStatus, Direction } from '#events';

/** The directions a touchpoint can have. */
export const DIRECTIONS: readonly Direction[] = ['inbound', 'outbound', 'internal'];
export const CASE_STATUSES: readonly CaseStatus[] = ['opened', 'updated', 'closed'];
