import { Company, type Stated } from '../../testing/company.js';
import { findCustomers } from './find-customers.js';

const met = (day: string, by: Stated['parties'][number]['by'], name: string, city?: string): Stated => ({
  occurredAt: `${day}T00:00:00Z`,
  parties: [{ by, name, ...(city === undefined ? {} : { address: { city } }) }],
});

const refused = (field: string): object => ({ code: 'invalid-parameter', field });

describe('finding customers', () => {
  let company: Company;
  beforeEach(() => {
    company = new Company();
  });
  afterEach(() => company.close());

  it('finds one by an identifier in another spelling and says what matched', async () => {
    await company.record(
      met(
        '2026-01-01',
        [
          ['phone', '+44 20 7946 0018'],
          ['email', 'ada@example.org'],
        ],
        'Ada Byron',
        'Cambridge',
      ),
    );
    const found = await findCustomers(company, { query: ' 020-7946 0018 ' });
    expect(found).toMatchObject({
      query: '020-7946 0018',
      more: false,
      customers: [
        {
          id: await company.idOf('phone', '+442079460018'),
          name: 'Ada Byron',
          city: 'Cambridge',
          matched: [{ how: 'identifier', type: 'phone', value: '+44 20 7946 0018' }],
          identifiers: [
            { type: 'email', value: 'ada@example.org' },
            { type: 'phone', value: '+44 20 7946 0018' },
          ],
          lastContactAt: '2026-01-01T00:00:00.000Z',
          touchpoints: 1,
        },
      ],
    });
  });

  it('gives every namesake, the one in contact last first, and never picks', async () => {
    await company.record(
      met('2026-01-01', [['email', 'a@example.org']], 'Ada Byron'),
      met('2026-03-01', [['email', 'b@example.org']], 'Byron, Áda'),
      met('2026-02-01', [['email', 'c@example.org']], 'Adam Byronson'),
      met('2026-02-01', [['email', 'd@example.org']], 'Bob Ray'),
    );
    const { customers, more } = await findCustomers(company, { query: 'byron ada' });
    expect(customers.map(({ name }) => name)).toEqual(['Byron, Áda', 'Adam Byronson', 'Ada Byron']);
    expect(more).toBe(false);
    const first = await findCustomers(company, { query: 'byron ada', limit: 2 });
    expect(first.customers).toHaveLength(2);
    expect(first.more).toBe(true);
  });

  it('groups what matched of one customer, and puts a whole identifier before a part of one', async () => {
    await company.record(
      met(
        '2026-01-01',
        [
          ['customer-number', 'K1234'],
          ['account-number', 'AK1234X'],
        ],
        'Ada',
      ),
      met('2026-05-01', [['account-number', '99K12345']], 'Bob'),
    );
    const { customers } = await findCustomers(company, { query: 'k1234' });
    expect(customers.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
    expect(customers[0]?.matched.map(({ how, type }) => `${how} ${type}`)).toEqual([
      'identifier customer-number',
      'partial account-number',
    ]);
    expect(customers[1]?.matched).toMatchObject([{ how: 'partial', value: '99K12345' }]);
  });

  it('counts touchpoints over all hubs, a shared one once', async () => {
    await company.record(
      met(
        '2026-01-01',
        [
          ['email', 'a@example.org'],
          ['phone', '+442079460018'],
        ],
        'Ada',
      ),
      {
        occurredAt: '2026-02-01T00:00:00Z',
        parties: [{ by: [['email', 'a@example.org']] }, { by: [['phone', '+442079460018']] }],
      },
    );
    expect((await findCustomers(company, { query: 'a@example.org' })).customers).toMatchObject([{ touchpoints: 2, name: 'Ada' }]);
  });

  it('leaves out what recognition has not seen yet', async () => {
    await company.vault.handles([{ type: 'email', value: 'new@example.org' }]);
    expect(await findCustomers(company, { query: 'new@example.org' })).toEqual({
      query: 'new@example.org',
      customers: [],
      more: false,
    });
  });

  it('refuses what it cannot answer, naming the parameter', async () => {
    await expect(findCustomers(company, { query: '   ' })).rejects.toMatchObject(refused('q'));
    await expect(findCustomers(company, { query: 'x'.repeat(321) })).rejects.toMatchObject(refused('q'));
    await expect(findCustomers(company, { query: 'ada', limit: 0 })).rejects.toMatchObject(refused('limit'));
    await expect(findCustomers(company, { query: 'ada', limit: 1.5 })).rejects.toMatchObject(refused('limit'));
  });
});
