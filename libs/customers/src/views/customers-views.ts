import { TOUCHPOINT_RECORDED, type LedgerEvent } from '#events';
import type { Row, UnitOfWork, ViewSet } from '#views';
import { caseFrom, mergeCases, type CaseRow, type CaseState } from './case-state.js';
import { addTouchpoint, emptyFigures, type Contact, type Figures } from './figures.js';
import { figuresOf, figuresRow, type FiguresRow } from './figures-row.js';
import { hubChanged, hubsThatDiffer } from './hubs-that-differ.js';
import { FoldedRows, type FoldedRow, type RowCodec } from './folded-rows.js';
import { sharesOf } from './shares.js';
import { CASES, CUSTOMERS, DEPARTMENTS, FIGURES, PROFILES_SEEN, SHARED, TIMELINE, type ProfileSeenRow } from './tables.js';

/**
 * The timeline, figures, stated profiles and cases of every hub. Folds touchpoints only and knows nothing of who is one
 * customer, so that recognition can change without touching it. The order in which touchpoints arrive does not matter.
 *
 * @param options `publishes`: where subscribers are told, every hub whose rows changed is announced, see `hubChanged`
 */
export function customersViews({ publishes }: { readonly publishes: boolean }): ViewSet {
  return {
    name: CUSTOMERS,
    version: '1',
    tables: [TIMELINE, FIGURES, SHARED, PROFILES_SEEN, CASES, DEPARTMENTS],
    projector: () => ({ apply: (events, unit) => project(events, unit, publishes) }),
    difference: hubsThatDiffer,
  };
}

const FIGURES_ROWS: RowCodec<Figures, FiguresRow> = {
  table: FIGURES,
  keyOf: (row) => [row.hub],
  read: figuresOf,
  write: ([hub], figures) => figuresRow(String(hub), figures),
};
const PROFILE_ROWS: RowCodec<ProfileSeenRow, ProfileSeenRow> = {
  table: PROFILES_SEEN,
  keyOf: (row) => [row.hub, row.profile],
  read: (row) => row,
  write: (_key, row) => row,
};
const CASE_ROWS: RowCodec<CaseState, CaseRow> = {
  table: CASES,
  keyOf: (row) => [row.hub, row.case_handle],
  read: (row) => row,
  write: ([hub, handle], state) => ({ ...state, hub: String(hub), case_handle: String(handle) }),
};

async function project(events: readonly LedgerEvent[], unit: UnitOfWork, publishes: boolean): Promise<void> {
  const figures = new FoldedRows(FIGURES_ROWS);
  const profilesSeen = new FoldedRows(PROFILE_ROWS);
  const cases = new FoldedRows(CASE_ROWS);
  const hubs = new Set<string>();
  const timeline: Row[] = [];
  const shared: Row[] = [];
  const departments = new Set<string>();
  const touched: Touched[] = [];
  for (const event of events) {
    if (event.type !== TOUCHPOINT_RECORDED) continue;
    departments.add(event.data.department);
    const { shares, rows } = sharesOf(event);
    for (const row of rows) timeline.push(row);
    const stated = event.data.case;
    for (const { hub, contact, profiles } of shares) {
      hubs.add(hub);
      touched.push({
        contact,
        figures: figures.touch([hub]),
        profiles: profiles.map((profile) => profilesSeen.touch([hub, profile])),
        stated: stated && {
          row: cases.touch([hub, stated.handle]),
          state: caseFrom({ ...contact, status: stated.status }),
        },
      });
      if (contact.shared) shared.push(sharedRow(hub, contact, stated?.handle));
    }
  }
  // Asked for together: a server answers them in one round trip.
  await Promise.all([figures.load(unit), profilesSeen.load(unit), cases.load(unit)]);
  for (const each of touched) fold(each);
  await unit.put(
    DEPARTMENTS,
    [...departments].map((department) => ({ department })),
  );
  if (timeline.length > 0) await unit.put(TIMELINE, timeline);
  if (shared.length > 0) await unit.put(SHARED, shared);
  await figures.put(unit);
  await profilesSeen.put(unit);
  await cases.put(unit);
  if (!publishes || !unit.announces) return;
  for (const { topic, key, message } of [...hubs].map(hubChanged)) unit.announce(topic, key, message);
}

/** A hub's share of a touchpoint, with the rows it changes. */
interface Touched {
  readonly contact: Contact;
  readonly figures: FoldedRow<Figures>;
  readonly profiles: readonly FoldedRow<ProfileSeenRow>[];
  readonly stated: { readonly row: FoldedRow<CaseState>; readonly state: CaseState } | undefined;
}

function fold({ contact, figures, profiles, stated }: Touched): void {
  figures.state ??= emptyFigures();
  figures.changed = true;
  addTouchpoint(figures.state, contact);
  for (const profile of profiles) see(profile, contact.occurredAt);
  if (!stated) return;
  const { row, state } = stated;
  row.state = row.state ? mergeCases(row.state, state) : state;
  row.changed = true;
}

function see(row: FoldedRow<ProfileSeenRow>, at: number): void {
  const known = row.state;
  if (known && known.first_at <= at && at <= known.last_at) return;
  const [hub, profile] = row.key;
  row.state = {
    hub: String(hub),
    profile: String(profile),
    first_at: known ? Math.min(known.first_at, at) : at,
    last_at: known ? Math.max(known.last_at, at) : at,
  };
  row.changed = true;
}

function sharedRow(hub: string, contact: Contact, caseHandle: string | undefined): Row {
  return {
    hub,
    position: contact.position,
    kind: contact.kind,
    channel: contact.channel,
    department: contact.department,
    handled_by: contact.handledBy ?? null,
    case_handle: caseHandle ?? null,
  };
}
