import type { AsOf } from '#events';
import type { ViewReader } from '#views';
import { caseFrom, mergeCases, type CaseState } from '../../views/case-state.js';
import { withoutClosed } from '../customer-cases.js';
import { addTouchpoint, emptyFigures } from '../../views/figures.js';
import { newestFirst } from '../timeline/newest-first.js';
import { timelineConditions } from '../timeline/timeline-conditions.js';
import { TIMELINE, type TimelineRow } from '../../views/tables.js';
import type { ProfileSeen, WhatHappened } from './what-happened.js';

const KEY = new Set(['hub', 'occurred_at', 'position', 'party']);
const COLUMNS = Object.keys(TIMELINE.columns).filter((column) => !KEY.has(column));
const PAGE = 1000;

/** What had happened to the hubs' customer at that moment, read from its timeline by pages. */
export async function foldTimeline(
  reader: ViewReader,
  hubs: readonly string[],
  moment: AsOf,
  mostProfiles: number,
): Promise<WhatHappened> {
  const figures = emptyFigures();
  const cases = new Map<string, CaseState>();
  const lastSeen = new Map<string, number>();
  const { before, where } = timelineConditions({}, moment, undefined);
  const scan = { hubs, columns: COLUMNS, expected: PAGE, where, ...(before ? { before } : {}) };
  for await (const rows of newestFirst<TimelineRow>(reader, scan)) {
    for (const parties of byTouchpoint(rows)) {
      const [row] = parties;
      const principal = parties.find(({ party }) => party === 0);
      const contact = {
        occurredAt: row.occurred_at,
        position: row.position,
        kind: row.kind,
        channel: row.channel,
        department: row.department,
        handledBy: row.handled_by ?? undefined,
        roles: parties.map(({ role }) => role),
        amount: principal?.amount && principal.currency ? { value: principal.amount, currency: principal.currency } : undefined,
        shared: false,
      };
      addTouchpoint(figures, contact);
      // Newest first: where a profile is met for the first time is where it was seen last.
      for (const { profile } of parties) if (profile !== null && !lastSeen.has(profile)) lastSeen.set(profile, row.occurred_at);
      if (row.case_handle === null) continue;
      const known = cases.get(row.case_handle);
      const stated = caseFrom({ ...contact, status: row.case_status ?? 'updated' });
      cases.set(row.case_handle, known ? mergeCases(known, stated) : stated);
    }
  }
  const profiles: ProfileSeen[] = [...lastSeen].map(([handle, lastAt]) => ({ handle, lastAt }));
  return { figures, openCases: withoutClosed(cases), profiles: profiles.slice(0, mostProfiles), profileCount: profiles.length };
}

type PartiesOfOne = [TimelineRow, ...TimelineRow[]];

function byTouchpoint(rows: readonly TimelineRow[]): PartiesOfOne[] {
  const touchpoints: PartiesOfOne[] = [];
  for (const row of rows) {
    const last = touchpoints.at(-1);
    if (last && last[0].position === row.position) last.push(row);
    else touchpoints.push([row]);
  }
  return touchpoints;
}
