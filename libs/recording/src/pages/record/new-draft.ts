import { type Customer, type Kinds, signedInAs } from '#desk';
import { rfc3339ToLocal } from '#desk/text';
import type { Draft, DraftParty } from './draft.js';

const KEPT_AS = 'touchstone.recording';

/** What one enters alike all day long. */
interface Habits {
  readonly department: string;
  readonly handledBy: string;
  readonly currency: string;
}

/** An empty form: now, the first kind, what was entered last for oneself, and the customer one came from. */
export function newDraft(kinds: Kinds, customer: Customer | undefined, now: number): Draft {
  const [kind] = kinds.kinds;
  const habits = keptHabits();
  return {
    externalId: randomId(),
    kind: kind?.kind ?? '',
    channel: kind?.channels[0] ?? kinds.channels[0] ?? '',
    direction: kinds.directions[0] ?? 'inbound',
    department: habits.department ?? kinds.departments[0] ?? '',
    handledBy: habits.handledBy ?? myName(),
    occurredAt: rfc3339ToLocal(now),
    parties: [customer === undefined ? emptyParty(kinds) : partyOf(customer, kinds)],
    subject: '',
    content: '',
    topics: '',
    outcome: '',
    amount: '',
    currency: habits.currency ?? '',
    caseRef: '',
    caseStatus: 'opened',
    details: {},
  };
}

/** The name of whoever is signed in, where that is somebody. */
function myName(): string {
  const me = signedInAs();
  return me?.kind === 'person' ? me.name : '';
}

export function emptyParty(kinds: Kinds): DraftParty {
  return { role: 'customer', name: '', identifiers: [{ type: kinds.identifierTypes[0]?.type ?? 'phone', value: '' }] };
}

/**
 * The strongest identifier that can be recorded, by the order of the list of types: it leads back to this customer. One
 * only: what is recorded is evidence, and nobody stated the others in this contact. A case says what it was about instead.
 */
function partyOf({ name, identifiers }: Customer, kinds: Kinds): DraftParty {
  const rank = new Map(kinds.identifierTypes.map(({ type }, index) => [type, index]));
  const place = (type: string) => (type === 'case-ref' ? rank.size : (rank.get(type) ?? 0));
  const known = identifiers
    .filter(({ type }) => rank.has(type))
    .toSorted((a, b) => place(a.type) - place(b.type))
    .slice(0, 1)
    .map(({ type, value }) => ({ type, value }));
  return { ...emptyParty(kinds), name: name ?? '', ...(known.length > 0 && { identifiers: known }) };
}

export function keepHabits({ department, handledBy, currency }: Draft): void {
  window.sessionStorage.setItem(KEPT_AS, JSON.stringify({ department, handledBy, currency } satisfies Habits));
}

function keptHabits(): Partial<Habits> {
  try {
    const kept: unknown = JSON.parse(window.sessionStorage.getItem(KEPT_AS) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/** 128 random bits; `crypto.randomUUID` is not there over plain http from another machine. */
function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
