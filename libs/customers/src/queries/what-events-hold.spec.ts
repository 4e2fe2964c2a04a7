import { Company, type Stated } from '../testing/company.js';
import { customerCard } from './customer-card/read-card.js';
import { findCustomers } from './find-customers/find-customers.js';
import { lookUpCustomer } from './look-up/look-up-customer.js';
import { customerTimeline } from './timeline/customer-timeline.js';
import { timelineNews } from './timeline/timeline-news.js';

const EMAIL = ['email', 'ada@example.org'] as const;
const NOW = Date.parse('2026-06-01T00:00:00Z');

/** What an earlier version sealed and recorded as it was sent, beside a good touchpoint of the same customer. */
const HELD: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['"address":{"city":null}', { party: { address: { city: null } } }],
  ['"address":{"lines":null}', { party: { address: { lines: null, postcode: null, region: null, country: null } } }],
  ['"address":null', { party: { address: null } }],
  ['"birthDate":null', { party: { birthDate: null } }],
  ['"subject":null', { subject: null }],
  ['"content":null', { content: null }],
  ['"details":null', { details: null }],
  ['"handledBy":null', { handledBy: null }],
  ['a subject that is a number', { subject: 7 }],
  ['content that is a list', { content: ['a'] }],
  ['details that are a text', { details: 'a' }],
  ['an address that is a text', { party: { address: '1 Mill Lane' } }],
  ['lines that are numbers', { party: { address: { lines: [1, null, '1 Mill Lane'] } } }],
];

describe('an event in the ledger', () => {
  it.each(HELD)('that holds %s is read in every way', async (_name, { party, ...held }) => {
    const company = new Company();
    const parties = [{ by: [EMAIL], name: 'Ada Byron', ...(party as object) }];
    await company.record(
      { occurredAt: '2026-03-01T10:00:00Z', subject: 'Invoice 118', parties: [{ by: [EMAIL], name: 'Ada Byron' }] },
      { occurredAt: '2026-03-02T10:00:00Z', ...held, parties },
    );
    const id = await company.idOf(...EMAIL);
    const all = await customerTimeline(company, { id });
    expect(all.items).toHaveLength(2);
    expect(JSON.stringify(all.items)).not.toContain('null');
    expect((await customerTimeline(company, { id, filter: { text: 'invoice' } })).items).toHaveLength(1);
    expect((await customerTimeline(company, { id, filter: { kind: ['call'] }, asOf: '2026-03-03' })).items).toHaveLength(2);
    expect(await customerCard(company, { id, now: NOW })).toMatchObject({ id, name: 'Ada Byron', touchpoints: 2 });
    expect(await customerCard(company, { id, now: NOW, asOf: '2026-03-03' })).toMatchObject({ id, touchpoints: 2 });
    expect((await findCustomers(company, { query: 'ada' })).customers).toMatchObject([{ id }]);
    expect((await lookUpCustomer(company, { query: 'ada', now: NOW })).opened?.timeline.items).toHaveLength(2);
    expect((await timelineNews(company, { id, after: '0', limit: 10 })).items).toHaveLength(2);
    await company.close();
  });

  it('shows what cannot be shown as such, with its id', async () => {
    const company = new Company();
    await company.record({
      occurredAt: '2026-03-02T10:00:00Z',
      subject: 7,
      content: 'Paid.',
      parties: [{ by: [EMAIL] }],
    } as unknown as Stated);
    const { items } = await customerTimeline(company, { id: await company.idOf(...EMAIL) });
    expect(items).toMatchObject([
      { id: expect.any(String), content: 'Paid.', unreadable: { code: 'unexpected-content', fields: ['subject'] } },
    ]);
    expect(items[0]).not.toHaveProperty('subject');
    await company.close();
  });

  it('whose section does not open keeps nobody from the others', async () => {
    const company = new Company();
    const call = (day: string): Stated => ({ occurredAt: `${day}T10:00:00Z`, subject: day, parties: [{ by: [EMAIL] }] });
    await company.record(call('2026-03-01'), call('2026-03-02'));
    const { ledger } = company;
    const readAt: typeof ledger.readAt = async (positions) =>
      (await ledger.readAt(positions)).map((event, index) =>
        index === 0 ? JSON.parse(JSON.stringify(event, withBigInt).replace(/"sealed":"./, '"sealed":"_'), fromBigInt) : event,
      );
    const sources = {
      customers: company.customers,
      identity: company.identity,
      vault: company.vault,
      ledger: { readAt },
    };
    const { items } = await customerTimeline(sources, { id: await company.idOf(...EMAIL) });
    expect(items.map(({ subject, unreadable }) => [subject, unreadable?.code])).toEqual([
      [undefined, 'section-damaged'],
      ['2026-03-01', undefined],
    ]);
    expect(items[0]?.id).toEqual(expect.any(String));
    await company.close();
  });
});

const withBigInt = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? `bigint:${value}` : value);
const fromBigInt = (_name: string, value: unknown): unknown =>
  typeof value === 'string' && value.startsWith('bigint:') ? BigInt(value.slice(7)) : value;
