import { TOUCHPOINT_RECORDED, type LedgerEvent } from '#events';
import { type Row, TableRows, type UnitOfWork, type ViewSet } from '#views';
import { caseFrom, mergeCases, type CaseRow } from './case-state.js';
import { addTouchpoint, emptyFigures, type Contact } from './figures.js';
import { figuresOf, figuresRow, type FiguresRow } from './figures-row.js';
import { hubChanged, hubsThatDiffer } from './hubs-that-differ.js';
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
    version: '2',
    tables: [TIMELINE, FIGURES, SHARED, PROFILES_SEEN, CASES, DEPARTMENTS],
    projector: () => ({ apply: (events, unit) => project(events, unit, publishes) }),
    difference: hubsThatDiffer,
  };
}

async function project(events: readonly LedgerEvent[], unit: UnitOfWork, publishes: boolean): Promise<void> {
  const contacts = new Map<string, Contact[]>();
  const profilesSeen: ProfileSeenRow[] = [];
  const cases: CaseRow[] = [];
  const timeline: Row[] = [];
  const shared: Row[] = [];
  const departments = new Set<string>();
  for (const event of events) {
    if (event.type !== TOUCHPOINT_RECORDED) continue;
    departments.add(event.data.department);
    const { shares, rows } = sharesOf(event);
    for (const row of rows) timeline.push(row);
    const stated = event.data.case;
    for (const { hub, contact, profiles } of shares) {
      const ofHub = contacts.get(hub);
      if (ofHub) ofHub.push(contact);
      else contacts.set(hub, [contact]);
      const at = contact.occurredAt;
      for (const profile of profiles) profilesSeen.push({ hub, profile, first_at: at, last_at: at });
      if (stated) cases.push({ hub, case_handle: stated.handle, ...caseFrom({ ...contact, status: stated.status }) });
      if (contact.shared) shared.push(sharedRow(hub, contact, stated?.handle));
    }
  }
  await unit.put(
    DEPARTMENTS,
    [...departments].map((department) => ({ department })),
  );
  if (timeline.length > 0) await unit.put(TIMELINE, timeline);
  if (shared.length > 0) await unit.put(SHARED, shared);
  // Asked for together: a server answers them in one round trip.
  await Promise.all([countContacts(contacts, unit), mergeProfiles(profilesSeen, unit), mergeCaseRows(cases, unit)]);
  if (!publishes || !unit.announces) return;
  for (const { topic, key, message } of [...contacts.keys()].map(hubChanged)) unit.announce(topic, key, message);
}

async function countContacts(contacts: ReadonlyMap<string, readonly Contact[]>, unit: UnitOfWork): Promise<void> {
  const rows = new TableRows<FiguresRow>(FIGURES, unit);
  await rows.fetch(Array.from(contacts.keys(), (hub) => [hub]));
  for (const [hub, ofHub] of contacts) {
    const row = rows.get(hub);
    const figures = row ? figuresOf(row) : emptyFigures();
    for (const contact of ofHub) addTouchpoint(figures, contact);
    rows.put(figuresRow(hub, figures));
  }
  await rows.flush(unit);
}

async function mergeProfiles(seen: readonly ProfileSeenRow[], unit: UnitOfWork): Promise<void> {
  const rows = new TableRows<ProfileSeenRow>(PROFILES_SEEN, unit);
  await rows.fetch(seen.map(({ hub, profile }) => [hub, profile]));
  for (const { hub, profile, first_at, last_at } of seen) {
    const known = rows.get(hub, profile);
    if (known && known.first_at <= first_at && last_at <= known.last_at) continue;
    rows.put({
      hub,
      profile,
      first_at: Math.min(known?.first_at ?? first_at, first_at),
      last_at: Math.max(known?.last_at ?? last_at, last_at),
    });
  }
  await rows.flush(unit);
}

async function mergeCaseRows(stated: readonly CaseRow[], unit: UnitOfWork): Promise<void> {
  const rows = new TableRows<CaseRow>(CASES, unit);
  await rows.fetch(stated.map(({ hub, case_handle }) => [hub, case_handle]));
  for (const row of stated) {
    const { hub, case_handle } = row;
    const known = rows.get(hub, case_handle);
    rows.put(known ? { ...mergeCases(known, row), hub, case_handle } : row);
  }
  await rows.flush(unit);
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
