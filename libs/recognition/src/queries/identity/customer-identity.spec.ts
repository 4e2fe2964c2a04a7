import { asCustomerId, asHandle, type LedgerEvent } from '#events';
import type { QueryLog, ReadSide } from '#slice';
import { recognitionViews } from '../../views/recognition-views.js';
import { reviewQueue, type ReviewSources } from '../review/review-queue.js';
import { defaultRules } from '../../rules/parse-rules.js';
import { decision, inOrder, touchpoint, typeOf } from '../../testing/events.js';
import { TemporaryViews } from '../../testing/sqlite-views.js';
import { customerIdentity, customerIdentityQuery } from './customer-identity.js';
import { identityLookup } from './identity-lookup.js';
import type { IdentitySources } from './identity-sources.js';
import { whySameCustomer, whySameCustomerQuery } from './why-same-customer.js';

const rules = defaultRules();
const day = 86_400_000;
const at = Date.UTC(2026, 0, 1);

/** A call of a party with these identifiers on that day. */
function call(onDay: number, ...identifiers: string[]): LedgerEvent {
  return touchpoint({ id: `call ${onDay} ${identifiers.join(' ')}`, at: at + onDay * day, parties: [identifiers] }, rules);
}

describe('who a customer is, and why', () => {
  let temporary: TemporaryViews;
  beforeAll(() => (temporary = new TemporaryViews()));
  afterAll(() => temporary.dispose());

  async function given(...events: LedgerEvent[]): Promise<IdentitySources> {
    const vault = {
      reveal: async (handles: readonly string[]) => ({
        identifiers: handles.map((handle) => ({ handle: asHandle(handle), type: typeOf(handle), value: `value of ${handle}` })),
        profiles: [],
      }),
      open: async (sections: readonly unknown[]) =>
        sections.map(() => ({ erased: false as const, content: { reason: 'she said so' } })),
    };
    return { reader: await temporary.of(recognitionViews(rules), inOrder(events)), vault, rules };
  }

  it('one person is told by the path of accepted edges', async () => {
    const sources = await given(
      call(1, 'customer-number:1', 'email:1'),
      call(2, 'email:1', 'phone:1'),
      call(3, 'phone:1', 'name-address:1'),
    );
    const why = await whySameCustomer(sources, { a: 'customer-number:1', b: 'name-address:1' });
    expect(why).toMatchObject({ same: true, blocked: [] });
    expect(why?.path.map(({ a, b, rule, tier, position }) => [a, b, rule, tier, position])).toEqual([
      ['customer-number:1', 'email:1', 'email', 3, '1'],
      ['email:1', 'phone:1', 'phone', 4, '2'],
      ['phone:1', 'name-address:1', 'name-address', 6, '3'],
    ]);
    expect(why?.nodes.find(({ handle }) => handle === 'phone:1')).toMatchObject({
      type: 'phone',
      value: 'value of phone:1',
      generic: false,
    });
  });

  it('two customers with one phone are told apart by the blocked edge, and wait for review', async () => {
    const sources = await given(call(1, 'customer-number:1', 'phone:1'), call(2, 'customer-number:2', 'phone:1'));
    const why = await whySameCustomer(sources, { a: 'customer-number:1', b: 'customer-number:2' });
    expect(why).toMatchObject({ same: false, path: [] });
    expect(why?.blocked).toMatchObject([
      {
        a: 'customer-number:2',
        b: 'phone:1',
        status: 'blocked',
        reason: expect.stringContaining('more than 1 of "Customer number"'),
      },
    ]);
    expect(await identityLookup(sources.reader, rules).openReviews(asCustomerId('customer-number:2'))).toBe(1);
  });

  it('customers of a switchboard are told apart by the shared value', async () => {
    const callers = ['1', '2', '3', '4', '5'].map((n) => call(Number(n), `customer-number:${n}`, 'phone:1'));
    const why = await whySameCustomer(await given(...callers), { a: 'customer-number:1', b: 'customer-number:5' });
    expect(why?.same).toBe(false);
    expect(why?.blocked.map(({ reason }) => reason)).toEqual(
      Array(2).fill('"Phone" is shared by 5 persons, so it does not tell who somebody is.'),
    );
    expect(why?.nodes.find(({ handle }) => handle === 'phone:1')?.generic).toBe(true);
  });

  it('those who use one role mailbox are told apart, now and as of then, and the mailbox says why', async () => {
    const sources = await given(
      call(1, 'customer-number:1', 'role-mailbox:info'),
      call(2, 'name-address:1', 'role-mailbox:info'),
      call(3, 'role-mailbox:info'),
    );
    expect(await customerOf(sources, 'role-mailbox:info')).toBe('role-mailbox:info');
    for (const moment of [{}, { asOf: at + 9 * day }]) {
      const identity = await customerIdentity(sources, 'customer-number:1', moment);
      expect(identity?.edges).toMatchObject([
        {
          b: 'role-mailbox:info',
          rule: 'role-mailbox',
          status: 'blocked',
          reason: '"Role mailbox" joins nobody: many people may use the same one.',
        },
      ]);
      expect(identity?.nodes.map(({ handle, value, customer }) => [handle, value, customer])).toEqual([
        ['customer-number:1', 'value of customer-number:1', 'customer-number:1'],
        ['role-mailbox:info', 'value of role-mailbox:info', 'role-mailbox:info'],
      ]);
    }
    const owner = decision({ verdict: 'link', pair: ['customer-number:1', 'role-mailbox:info'], at });
    const linked = await given(call(1, 'customer-number:1', 'role-mailbox:info'), owner);
    expect(await customerOf(linked, 'role-mailbox:info')).toBe('customer-number:1');
  });

  it('an e-mail stated with seven names joins none of them, though six it did', async () => {
    const named = ['1', '2', '3', '4', '5', '6', '7'].map((n) => call(Number(n), 'email:1', `name-address:${n}`, 'name-birth:1'));
    expect(await customerOf(await given(...named.slice(0, 6)), 'name-address:6')).toBe('email:1');
    const sources = await given(...named);
    for (const n of ['1', '6', '7']) expect(await customerOf(sources, `name-address:${n}`)).toBe(`name-address:${n}`);
    for (const moment of [{}, { asOf: at + 7 * day }]) {
      const why = await whySameCustomer(sources, { a: 'name-address:1', b: 'name-address:7' }, moment);
      expect(why?.blocked.map(({ reason }) => reason)).toEqual(
        Array(2).fill('"E-mail" was stated with more than 6 names, so it does not tell who somebody is.'),
      );
    }
    expect((await customerIdentity(sources, 'name-address:6', { asOf: at + 6 * day }))?.customer).toBe('email:1');
  });

  it('a link joins what the rules keep apart, and a withdrawal parts it again; the ids of before still lead there', async () => {
    const apart = [call(1, 'customer-number:1', 'phone:1'), call(2, 'customer-number:2', 'phone:1')];
    const link = decision({ verdict: 'link', pair: ['customer-number:1', 'customer-number:2'], at });
    const linked = await given(...apart, link);
    const identity = await customerIdentity(linked, 'customer-number:2');
    expect(identity).toMatchObject({ customer: 'customer-number:1', aliases: ['customer-number:2'] });
    expect(identity?.edges.find(({ rule }) => rule === 'link')).toMatchObject({
      tier: 0,
      status: 'accepted',
      decidedBy: 'jane',
      decisionReason: 'she said so',
    });
    const parted = await given(
      ...apart,
      link,
      decision({ verdict: 'withdraw', pair: ['customer-number:1', 'customer-number:2'], at: at + 1 }),
    );
    expect(await customerIdentity(parted, 'customer-number:2')).toMatchObject({ customer: 'customer-number:2', aliases: [] });
  });

  it('a rejected edge parts those it joined', async () => {
    const mistaken = [call(1, 'customer-number:1', 'email:1'), call(2, 'email:1', 'phone:1')];
    const sources = await given(...mistaken, decision({ verdict: 'reject-edge', pair: ['email:1', 'phone:1'], at }));
    const why = await whySameCustomer(sources, { a: 'customer-number:1', b: 'phone:1' });
    expect(why?.same).toBe(false);
    expect(why?.blocked).toMatchObject([{ status: 'rejected', decidedBy: 'jane', decisionReason: 'she said so' }]);
  });

  it('the user of an account is not its owner', async () => {
    const sources = await given(
      call(1, 'customer-number:1', 'account-number:1/owner'),
      call(2, 'customer-number:2', 'account-number:1/user'),
    );
    expect(await customerOf(sources, 'account-number:1')).toBe('customer-number:1');
    expect(await customerOf(sources, 'customer-number:2')).toBe('customer-number:2');
  });

  it('an unknown identifier is no customer', async () => {
    const sources = await given(call(1, 'email:1'));
    expect(await customerIdentity(sources, 'email:2')).toBeUndefined();
    expect(await whySameCustomer(sources, { a: 'email:1', b: 'email:2' })).toBeUndefined();
  });

  it('names who decided as they are called now; whoever is not known by an id stays as the event has it', async () => {
    const apart = [call(1, 'customer-number:1', 'phone:1'), call(2, 'customer-number:2', 'phone:1')];
    const link = decision({ verdict: 'link', pair: ['customer-number:1', 'customer-number:2'], at });
    const decidedNow = { ...link, metadata: { principal: { id: '3f9a0c12be77', kind: 'person' as const } } };
    const log: QueryLog = { partFailed: () => 'not expected' };
    const decidersIn = async (event: typeof link) => {
      const { reader, vault } = await given(...apart, event);
      const principals = { namesOf: async () => new Map([['3f9a0c12be77', 'Jane Roe']]) };
      const read = { reader: () => reader, vault, principals } as unknown as ReadSide;
      const [id, other] = ['customer-number:1', 'customer-number:2'];
      const { edges } = await customerIdentityQuery(rules).answer(read, { id, asOf: {} }, log);
      const { path } = await whySameCustomerQuery(rules).answer(read, { a: id, b: other, asOf: {} }, log);
      return [...edges, ...path].flatMap(({ decidedBy }) => decidedBy ?? []);
    };
    expect(await decidersIn(decidedNow)).toEqual(['Jane Roe', 'Jane Roe']);
    expect(await decidersIn(link)).toEqual(['jane', 'jane']);
  });

  it('what is asked of an unknown identifier is an error that says which kind of thing is missing', async () => {
    const { reader, vault } = await given(call(1, 'email:1'));
    const principals = { namesOf: async () => new Map() };
    const read = { reader: () => reader, vault, principals } as unknown as ReadSide;
    const log: QueryLog = { partFailed: () => 'not expected' };
    const ask = (id: string) => customerIdentityQuery(rules).answer(read, { id, asOf: {} }, log);
    const why = (a: string, b: string) => whySameCustomerQuery(rules).answer(read, { a, b, asOf: {} }, log);
    expect(await ask('email:1')).toMatchObject({ customer: 'email:1' });
    await expect(ask('email:2')).rejects.toMatchObject({ code: 'customer-not-found' });
    expect(await why('email:1', 'email:1')).toMatchObject({ same: true });
    await expect(why('email:1', 'email:2')).rejects.toMatchObject({ code: 'identifier-not-found' });
  });

  it('the review queue pages blocked edges, then open suggestions, and a dismissal closes an item', async () => {
    const shared = ['1', '2', '3'].map((n) => call(Number(n), `customer-number:${n}`, 'phone:1'));
    const suggestion = { score: 0.9, reasons: ['Same birth date.'], since: '2026-01-01T00:00:00.000Z' };
    const suggested = [
      { ...suggestion, a: asHandle('customer-number:1'), b: asHandle('email:9') },
      { ...suggestion, a: asHandle('customer-number:1'), b: asHandle('phone:1') },
    ];
    const review = async (...events: LedgerEvent[]): Promise<ReviewSources> => ({
      ...(await given(...shared, call(9, 'email:9'), ...events)),
      suggestions: { page: async () => ({ items: suggested }), count: async () => 2 },
      summaries: async (customers) => new Map(customers.map((id) => [id, { name: `name of ${id}`, touchpoints: 1 }])),
    });
    const open = await review();
    const first = await reviewQueue(open, { limit: 1 });
    expect(first).toMatchObject({
      // The other suggestion is of two who are one customer already.
      counts: { blocked: 2, suggestions: 1 },
      items: [{ kind: 'blocked-edge', a: { handle: 'customer-number:3', name: 'name of customer-number:3' } }],
    });
    const second = await reviewQueue(open, { limit: 5, ...(first.next ? { cursor: first.next } : {}) });
    expect(second.items.map(({ kind, a, b }) => [kind, a.handle, b.handle])).toEqual([
      ['blocked-edge', 'customer-number:2', 'phone:1'],
      ['suggestion', 'customer-number:1', 'email:9'],
    ]);
    expect(second.next).toBeUndefined();
    const dismissed = await review(decision({ verdict: 'dismiss', pair: ['customer-number:3', 'phone:1'], at }));
    expect((await reviewQueue(dismissed, { kind: 'blocked-edge', limit: 5 })).items).toHaveLength(1);
    const settled = await review(decision({ verdict: 'dismiss', pair: ['customer-number:1', 'email:9'], at }));
    expect((await reviewQueue(settled, { limit: 5 })).counts).toEqual({ blocked: 2, suggestions: 0 });
    await expect(reviewQueue(open, { limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid-cursor' });
  });

  it('the review queue of one customer holds what asks about it, on either side, and counts that alone', async () => {
    const shared = ['1', '2', '3'].map((n) => call(Number(n), `customer-number:${n}`, 'phone:1'));
    const suggestion = { score: 0.9, reasons: ['Same birth date.'], since: '2026-01-01T00:00:00.000Z' };
    const suggested = [
      { ...suggestion, a: asHandle('customer-number:2'), b: asHandle('email:9') },
      { ...suggestion, a: asHandle('customer-number:3'), b: asHandle('email:9') },
    ];
    const naming = (of: readonly string[] | undefined) =>
      suggested.filter(({ a, b }) => of === undefined || of.includes(a) || of.includes(b));
    const sources: ReviewSources = {
      ...(await given(...shared, call(4, 'customer-number:2', 'email:2'), call(9, 'email:9'))),
      suggestions: { page: async (_cursor, _limit, of) => ({ items: naming(of) }), count: async () => 2 },
      summaries: async () => new Map(),
    };
    const pairsOf = async (customer: string, cursor?: string) => {
      const { items, counts, next } = await reviewQueue(sources, { customer, limit: 1, ...(cursor && { cursor }) });
      return { pairs: items.map(({ a, b }) => [a.handle, b.handle]), counts, next };
    };
    // By any of its handles.
    const first = await pairsOf('email:2');
    expect(first).toMatchObject({ pairs: [['customer-number:2', 'phone:1']], counts: { blocked: 1, suggestions: 1 } });
    expect((await pairsOf('email:2', first.next)).pairs).toEqual([['customer-number:2', 'email:9']]);
    // The owner of the telephone is asked about by both who share it.
    expect((await pairsOf('customer-number:1')).counts).toEqual({ blocked: 2, suggestions: 0 });
    expect((await pairsOf('email:9')).counts).toEqual({ blocked: 0, suggestions: 2 });
    await expect(pairsOf('customer-number:4')).rejects.toMatchObject({ code: 'customer-not-found' });
  });
});

async function customerOf({ reader }: IdentitySources, handle: string): Promise<string | undefined> {
  return (await identityLookup(reader, rules).customersOf([handle])).get(handle);
}
