import { Company, type Stated } from '../testing/company.js';
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
    expect(JSON.stringify([...states])).not.toMatch(/Ada|example|7946|C-1/);
  });

  it('leave out who is nobody', async () => {
    expect(await customerStates(company, ['01a20000-0000-7000-8000-000000000000'])).toEqual(new Map());
  });
});
