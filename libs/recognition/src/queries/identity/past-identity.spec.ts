import fc from 'fast-check';
import { asCustomerId, type LedgerEvent } from '#events';
import { recognitionViews } from '../../views/recognition-views.js';
import { decisions, touchpoints } from '../../testing/arbitraries.js';
import { decision, inOrder, touchpoint } from '../../testing/events.js';
import { holds } from '../../testing/law.js';
import { tightRules } from '../../testing/tight-rules.js';
import { TemporaryViews } from '../../testing/sqlite-views.js';
import { identityLookup } from './identity-lookup.js';
import { pastGraph } from './past-graph.js';

jest.setTimeout(60_000);

const rules = tightRules();
const views = recognitionViews(rules);
const day = 86_400_000;
/** How often each law is tried. */
const CASES = 15;

const ledger = fc
  .tuple(touchpoints, decisions)
  .map(([contacts, made]): LedgerEvent[] =>
    inOrder([...contacts.map((contact) => touchpoint(contact, rules)), ...made.map(decision)]),
  );

function occurredAt(event: LedgerEvent): number {
  return Date.parse(
    event.type === 'TouchpointRecorded' ? event.data.occurredAt : event.type === 'IdentityDecided' ? event.data.decidedAt : '',
  );
}

/** For every identifier seen, its customer and whether it is generic. */
async function asSeenFrom(temporary: TemporaryViews, events: readonly LedgerEvent[]): Promise<Map<string, string>> {
  const reader = await temporary.of(views, events);
  const rows = await reader.all<{ handle: string; customer: string; generic: number }>(
    'SELECT n.handle, c.customer, n.generic FROM nodes n JOIN clusters c ON c.root = n.cluster',
  );
  return new Map(rows.map(({ handle, customer, generic }) => [handle, `${customer} ${generic}`]));
}

describe('identity at a moment in the past', () => {
  let temporary: TemporaryViews;
  beforeAll(() => (temporary = new TemporaryViews()));
  afterAll(() => temporary.dispose());

  it('is what the events recorded by then give', async () => {
    await holds(
      fc.asyncProperty(ledger, fc.nat({ max: 25 }), async (events, at) => {
        const known = events[Math.min(at, events.length - 1)];
        fc.pre(known !== undefined);
        const then = await asSeenFrom(temporary, events.slice(0, Math.min(at, events.length - 1) + 1));
        const reader = await temporary.of(views, events);
        for (const { handle } of await reader.all<{ handle: string }>('SELECT handle FROM nodes')) {
          const node = (await pastGraph(reader, rules, [handle], { knownAt: known.recordedAt })).nodes.get(handle);
          expect([handle, node && `${node.customer} ${Number(node.generic)}`]).toEqual([handle, then.get(handle)]);
        }
      }),
      CASES,
    );
  });

  it('is what the events that had occurred by then give', async () => {
    await holds(
      fc.asyncProperty(ledger, fc.nat({ max: 30 }), async (events, step) => {
        const asOf = Date.UTC(2026, 0, 1) + step * 25 * day;
        const then = await asSeenFrom(temporary, inOrder(events.filter((event) => occurredAt(event) <= asOf)));
        const reader = await temporary.of(views, events);
        for (const { handle } of await reader.all<{ handle: string }>('SELECT handle FROM nodes')) {
          const node = (await pastGraph(reader, rules, [handle], { asOf })).nodes.get(handle);
          expect([handle, node && `${node.customer} ${Number(node.generic)}`]).toEqual([handle, then.get(handle)]);
        }
      }),
      CASES,
    );
  });

  it('tells the members of a customer then and now, and nothing before it was known', async () => {
    const at = Date.UTC(2026, 0, 1);
    const events = inOrder([
      touchpoint({ id: 't1', at, parties: [['customer-number:1', 'email:1']] }, rules),
      touchpoint({ id: 't2', at: at + 5 * day, parties: [['customer-number:1', 'phone:1']] }, rules),
    ]);
    const lookup = identityLookup(await temporary.of(views, events), rules);
    const customer = asCustomerId('customer-number:1');
    const handles = (members: readonly { readonly handle: string }[]): string[] => members.map(({ handle }) => handle).toSorted();
    expect(handles((await lookup.members([customer])).get(customer) ?? [])).toEqual(['customer-number:1', 'email:1', 'phone:1']);
    const known = await lookup.handlesOf([customer, asCustomerId('nobody')]);
    expect([...known.keys()]).toEqual([customer]);
    expect(new Set(known.get(customer))).toEqual(new Set(['customer-number:1', 'email:1', 'phone:1']));
    expect(handles(await lookup.membersAt(customer, { asOf: at + day }))).toEqual(['customer-number:1', 'email:1']);
    expect(await lookup.membersAt(customer, { asOf: at - day })).toEqual([]);
    expect((await lookup.members([customer])).get(customer)?.find(({ handle }) => handle === 'customer-number:1')).toMatchObject({
      firstSeenAt: at,
      lastSeenAt: at + 5 * day,
      lastPosition: 2n,
    });
  });
  it('lists the customers there are, page by page', async () => {
    const events = inOrder(
      [1, 2, 3].map((n) => touchpoint({ id: `t${n}`, at: n * day, parties: [[`email:${n}`, `phone:${n}`]] }, rules)),
    );
    const lookup = identityLookup(await temporary.of(views, events), rules);
    expect(await lookup.customerCount()).toBe(3);
    expect(await lookup.customersAfter('', 2)).toEqual(['email:1', 'email:2']);
    expect(await lookup.customersAfter('email:2', 2)).toEqual(['email:3']);
  });
});
