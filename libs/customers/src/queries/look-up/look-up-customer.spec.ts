import { customerCard } from '../customer-card/read-card.js';
import type { CustomerSources } from '../customer-sources.js';
import { Company } from '../../testing/company.js';
import { customerTimeline } from '../timeline/customer-timeline.js';
import { lookUpCustomer } from './look-up-customer.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const PHONE = '+44 20 7946 0018';

describe('looking a caller up', () => {
  let company: Company;
  beforeEach(() => {
    company = new Company();
  });
  afterEach(() => company.close());

  const called = (day: string, number: string, name: string): Promise<void> =>
    company.record({ occurredAt: `${day}T00:00:00Z`, subject: 'Invoice', parties: [{ by: [['phone', number]], name }] });

  it('answers with card and timeline, as they are read one by one, where exactly one customer matches', async () => {
    await called('2026-01-01', PHONE, 'Ada Byron');
    await called('2026-02-01', PHONE, 'Ada Byron');
    const { customers, opened } = await lookUpCustomer(company, { query: '020 7946 0018', now: NOW });
    const id = customers[0]?.id ?? '';
    expect(opened).toEqual({
      card: await customerCard(company, { id, now: NOW }),
      timeline: await customerTimeline(company, { id }),
    });
    expect(opened?.timeline.items).toHaveLength(2);
  });

  it('opens nobody where several match, or nobody', async () => {
    await called('2026-01-01', PHONE, 'Ada Byron');
    await called('2026-01-01', '+44 20 7946 0042', 'Ada Lovelace');
    expect((await lookUpCustomer(company, { query: 'ada', now: NOW })).customers).toHaveLength(2);
    expect(await lookUpCustomer(company, { query: 'ada', now: NOW })).not.toHaveProperty('opened');
    expect(await lookUpCustomer(company, { query: 'charles', now: NOW })).toEqual({
      query: 'charles',
      customers: [],
      more: false,
    });
  });

  it('asks the views no question twice', async () => {
    await called('2026-01-01', PHONE, 'Ada Byron');
    const asked: string[] = [];
    const customers: CustomerSources['customers'] = {
      all: (sql, params) => {
        asked.push(`${sql} ${JSON.stringify(params)}`);
        return company.customers.all(sql, params);
      },
      position: () => company.customers.position(),
    };
    const { opened } = await lookUpCustomer(
      { customers, identity: company.identity, vault: company.vault, ledger: company.ledger },
      { query: PHONE, now: NOW },
    );
    expect(opened?.card.name).toBe('Ada Byron');
    expect(asked.length).toBeGreaterThan(3);
    expect(new Set(asked).size).toBe(asked.length);
  });
});
