import * as fc from 'fast-check';
import { addTouchpoint, emptyFigures, mergeFigures, uncount, type Contact, type Figures } from './figures.js';
import { figuresOf, figuresRow } from './figures-row.js';

const code = fc.constantFrom('phone', 'post', 'purchase', 'refund', 'cost', '__proto__', 'jane', 'constructor');

const contact: fc.Arbitrary<Contact> = fc.record({
  occurredAt: fc.integer({ min: -1000, max: 1000 }),
  position: fc.integer({ min: 1, max: 100 }),
  kind: code,
  channel: code,
  department: code,
  handledBy: fc.option(code, { nil: undefined }),
  roles: fc.array(code, { minLength: 1, maxLength: 3 }),
  amount: fc.option(
    fc.record({
      value: fc.constantFrom('12.50', '-3', '0.000001', '99999999999999.999999'),
      currency: fc.constantFrom('GBP', 'EUR'),
    }),
    {
      nil: undefined,
    },
  ),
  shared: fc.boolean(),
});

function counted(contacts: readonly Contact[]): Figures {
  const figures = emptyFigures();
  for (const each of contacts) addTouchpoint(figures, each);
  return figures;
}

const figures = fc.array(contact, { maxLength: 6 }).map(counted);

const bought = (kind: string, value: string): Contact => ({
  occurredAt: 1,
  position: 1,
  kind,
  channel: 'store',
  department: 'sales',
  handledBy: undefined,
  roles: ['payer'],
  amount: { value, currency: 'EUR' },
  shared: false,
});

describe('figures', () => {
  it('are the same however the touchpoints are spread over parts, and in whatever order the parts are merged', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(contact, fc.nat(3)), { maxLength: 20 }), (spread) => {
        const parts = [0, 1, 2, 3].map((part) => counted(spread.filter(([, of]) => of === part).map(([each]) => each)));
        expect(mergeFigures(parts.toReversed())).toEqual(counted(spread.map(([each]) => each)));
      }),
    );
  });

  it('merge associatively and commutatively, and empty ones change nothing', () => {
    fc.assert(
      fc.property(figures, figures, figures, (a, b, c) => {
        expect(mergeFigures([mergeFigures([a, b]), c])).toEqual(mergeFigures([a, mergeFigures([b, c])]));
        expect(mergeFigures([a, b])).toEqual(mergeFigures([b, a]));
        expect(mergeFigures([a, emptyFigures()])).toEqual(a);
      }),
    );
  });

  it('leave what they merge as it was', () => {
    fc.assert(
      fc.property(figures, figures, contact, (a, b, later) => {
        const before = structuredClone(a);
        addTouchpoint(mergeFigures([a, b]), later);
        expect(a).toEqual(before);
      }),
    );
  });

  it('survive being kept in a row, and equal figures give equal rows', () => {
    fc.assert(
      fc.property(fc.array(contact, { maxLength: 8 }), (contacts) => {
        const row = figuresRow('hub', counted(contacts));
        expect(figuresOf(row)).toEqual(counted(contacts));
        expect(figuresRow('hub', counted(contacts.toReversed()))).toEqual(row);
      }),
    );
  });

  it('count a touchpoint of two hubs once when the second count is taken back', () => {
    const call: Contact = {
      occurredAt: 5,
      position: 1,
      kind: 'call',
      channel: 'phone',
      department: 'sales',
      handledBy: 'jane',
      roles: ['caller'],
      amount: undefined,
      shared: true,
    };
    const merged = mergeFigures([counted([call]), counted([call])]);
    uncount(merged, { ...call, extra: 1 });
    expect(merged.touchpoints).toBe(1);
    expect([...merged.channels, ...merged.departments, ...merged.kinds, ...merged.staff].map(([, { count }]) => count)).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('sum amounts exactly, by kind', () => {
    const sums = counted([
      bought('purchase', '0.1'),
      bought('purchase', '0.2'),
      bought('refund', '0.05'),
      bought('cost', '7'),
      bought('offer', '1'),
    ]);
    expect(sums.amounts.get('EUR')).toEqual({ purchases: 300_000n, refunds: 50_000n, costs: 7_000_000n, other: 1_000_000n });
  });
});
