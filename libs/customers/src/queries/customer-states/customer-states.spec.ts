import fc from 'fast-check';
import { customerCard } from '../customer-card/read-card.js';
import { Company, type Stated } from '../../testing/company.js';
import { customerStates } from './customer-states.js';

const met = (day: string, by: Stated['parties'][number]['by'], more: Partial<Stated> = {}): Stated => ({
  occurredAt: `${day}T00:00:00Z`,
  parties: [{ by, name: 'Ada Byron' }],
  ...more,
});

describe('the states of customers', () => {
  let company: Company;
  beforeEach(() => {
    company = new Company();
  });
  afterEach(() => company.close());

  it('say how things stand with each, without anything personal', async () => {
    await company.record(
      met(
        '2026-01-01',
        [
          ['email', 'ada@example.org'],
          ['phone', '+442079460018'],
        ],
        { channel: 'phone', department: 'service' },
      ),
      met('2026-02-01', [['email', 'ada@example.org']], {
        kind: 'purchase',
        channel: 'store',
        department: 'sales',
        amount: { value: '12.50', currency: 'EUR' },
        case: { ref: 'C-1', status: 'opened' },
      }),
      met('2026-03-01', [['email', 'bob@example.org']]),
    );
    const ada = await company.idOf('email', 'ada@example.org');
    const bob = await company.idOf('email', 'bob@example.org');
    const states = await customerStates(company, [ada, bob]);
    expect(states.get(ada)).toMatchObject({
      id: ada,
      position: '3',
      touchpoints: 2,
      firstContactAt: '2026-01-01T00:00:00.000Z',
      lastContactAt: '2026-02-01T00:00:00.000Z',
      amounts: [{ currency: 'EUR', purchases: '12.50' }],
      openCases: 1,
    });
    expect(states.get(ada)?.handles).toContain(await company.handleOf('phone', '+442079460018'));
    expect(states.get(bob)).toMatchObject({ touchpoints: 1, openCases: 0, aliases: [] });
    expect(JSON.stringify([...states])).not.toMatch(/Ada|example|7946 ?0018|C-1/);
  });

  it('know a case as closed when another hub of the customer says so, and nobody else', async () => {
    const [ada, alsoAda, bob] = [
      ['email', 'ada@example.org'],
      ['phone', '+442079460018'],
      ['email', 'bob@example.org'],
    ] as const;
    const opened = { case: { ref: 'C-1', status: 'opened' } } as const;
    await company.record(
      met('2026-01-01', [ada, alsoAda], opened),
      met('2026-01-02', [bob], opened),
      met('2026-01-03', [alsoAda], { case: { ref: 'C-1', status: 'closed' } }),
    );
    const ids = [await company.idOf(...ada), await company.idOf(...bob)];
    const states = await customerStates(company, ids);
    expect(ids.map((id) => states.get(id)?.openCases)).toEqual([0, 1]);
  });

  it('are what the timelines tell', async () => {
    const who = fc.constantFrom('ada', 'bob', 'cy', 'dee').map((name) => ['email', `${name}@example.org`] as const);
    const touchpoint = fc.record({
      parties: fc.uniqueArray(who, { minLength: 1, maxLength: 2 }).map((by) => [{ by }]),
      occurredAt: fc.integer({ min: 1, max: 28 }).map((day) => new Date(Date.UTC(2026, 1, day)).toISOString()),
      kind: fc.constantFrom('call', 'complaint', 'purchase'),
      case: fc.option(
        fc.record({
          ref: fc.constantFrom('C-1', 'C-2', 'C-3'),
          status: fc.constantFrom('opened' as const, 'updated' as const, 'closed' as const),
        }),
        { nil: undefined },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(touchpoint, { minLength: 1, maxLength: 12 }), async (recorded) => {
        const people = new Company();
        try {
          await people.record(
            ...recorded.map(({ case: of, ...stated }): Stated => ({ ...stated, ...(of === undefined ? {} : { case: of }) })),
          );
          const stated = recorded.flatMap(({ parties }) => parties.flatMap(({ by }) => by));
          const ids = new Set(await Promise.all(stated.map((by) => people.idOf(...by))));
          for (const [id, state] of await customerStates(people, [...ids])) {
            const told = await customerCard(people, { id, asOf: '2027-01-01', now: 0 });
            expect(state).toMatchObject({ touchpoints: told.touchpoints, kinds: told.kinds, openCases: told.openCases.length });
            ids.delete(id);
          }
          expect(ids).toEqual(new Set());
        } finally {
          await people.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('leave out who is nobody', async () => {
    expect(await customerStates(company, ['01a20000-0000-7000-8000-000000000000'])).toEqual(new Map());
  });
});
