import { Company, type Stated } from '../../testing/company.js';
import { type TimelineNews, timelineNews } from './timeline-news.js';

const PHONE = ['phone', '+442079460018'] as const;
const EMAIL = ['email', 'ada@example.org'] as const;

const call = (day: string): Stated => ({ occurredAt: `${day}T10:00:00+01:00`, parties: [{ by: [PHONE] }] });
const days = ({ items }: TimelineNews): string[] => items.map(({ occurredAt }) => occurredAt.slice(0, 10));

describe('what is new on a timeline', () => {
  let company: Company;
  let begin: TimelineNews;
  beforeEach(async () => {
    company = new Company();
    await company.record(call('2026-01-05'));
    begin = await timelineNews(company, { id: await company.idOf(...PHONE), limit: 10 });
  });
  afterEach(() => company.close());

  const news = (limit: number): Promise<TimelineNews> =>
    timelineNews(company, { id: begin.customer, after: begin.position, limit });

  it('is nothing at the beginning, and while nothing is recorded', async () => {
    expect(begin).toMatchObject({ position: '1', items: [], more: false });
    expect(await news(10)).toEqual(begin);
  });

  it('is what was recorded since, in that order, whenever it happened', async () => {
    await company.record(
      call('2026-01-01'),
      { occurredAt: '2026-01-09T00:00:00Z', parties: [{ by: [EMAIL] }] },
      call('2026-01-07'),
    );
    const told = await news(10);
    expect(days(told)).toEqual(['2026-01-01', '2026-01-07']);
    expect(told).toMatchObject({ position: '4', more: false });
    const first = await news(1);
    expect(days(first)).toEqual(['2026-01-01']);
    expect(first.more).toBe(true);
  });

  it('tells the identifiers that the customer has now, so that a change of identity can be seen', async () => {
    await company.record({ occurredAt: '2026-01-09T00:00:00Z', parties: [{ by: [PHONE, EMAIL] }] });
    const { customer, handles } = await news(10);
    expect(customer).toBe(begin.customer);
    expect(new Set(handles)).toEqual(new Set([await company.handleOf(...PHONE), await company.handleOf(...EMAIL)]));
  });

  it('of nobody is an error', async () => {
    const nobody = timelineNews(company, { id: '01a20000-0000-7000-8000-000000000000', limit: 10 });
    await expect(nobody).rejects.toMatchObject({ code: 'customer-not-found' });
  });
});
