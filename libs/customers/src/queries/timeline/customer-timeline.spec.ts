import { Company, type Stated } from '../../testing/company.js';
import { customerTimeline, type TimelineQuestion } from './customer-timeline.js';
import type { TimelineItem } from './timeline-page.js';

const PHONE = ['phone', '+442079460018'] as const;
const EMAIL = ['email', 'ada@example.org'] as const;

const call = (day: string, more: Partial<Stated> = {}): Stated => ({
  occurredAt: `${day}T10:00:00+01:00`,
  parties: [{ by: [PHONE] }],
  ...more,
});

const days = (items: readonly TimelineItem[]): string[] => items.map(({ occurredAt }) => occurredAt.slice(0, 10));

const problemOf = (company: Company, question: Partial<TimelineQuestion>): Promise<unknown> =>
  customerTimeline(company, { id: 'nobody', ...question }).catch(
    ({ code, field }: { code: string; field?: string }) => field ?? code,
  );

describe('a customer’s timeline', () => {
  let company: Company;
  beforeEach(() => {
    company = new Company();
  });
  afterEach(() => company.close());

  const readAll = async (question: TimelineQuestion): Promise<TimelineItem[]> => {
    const items: TimelineItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await customerTimeline(company, { ...question, ...(cursor === undefined ? {} : { cursor }) });
      items.push(...page.items);
      if (items.length > 1000) throw new Error('The pages do not end.');
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  };

  it('shows a touchpoint as the customer lived it', async () => {
    await company.record(
      call('2026-03-01', {
        recordedAt: '2026-03-02T00:00:00Z',
        kind: 'purchase',
        channel: 'store',
        handledBy: 'jane',
        subject: 'Invoice 118',
        content: 'Paid in cash.',
        amount: { value: '12.50', currency: 'GBP' },
        case: { ref: 'C-1', status: 'opened' },
        details: { note: 'blue' },
        parties: [
          { role: 'payer', by: [PHONE], name: 'Ada Byron' },
          { role: 'attendee', by: [['phone', '+442079460099']], name: 'Bob Ray' },
        ],
      }),
    );
    const [item] = await readAll({ id: await company.idOf(...PHONE) });
    expect(item).toEqual({
      id: expect.any(String),
      position: '1',
      occurredAt: '2026-03-01T10:00:00+01:00',
      recordedAt: '2026-03-02T00:00:00.000Z',
      source: 'test',
      externalId: '1',
      kind: 'purchase',
      channel: 'store',
      direction: 'inbound',
      department: 'sales',
      handledBy: 'jane',
      role: 'payer',
      otherParties: [{ role: 'attendee', customer: await company.idOf('phone', '+442079460099'), name: 'Bob Ray' }],
      subject: 'Invoice 118',
      content: 'Paid in cash.',
      topics: [],
      amount: { value: '12.50', currency: 'GBP' },
      case: { ref: 'C-1', status: 'opened' },
      details: { note: 'blue' },
    });
    const [seenByBob] = await readAll({ id: await company.idOf('phone', '+442079460099') });
    expect(seenByBob).toMatchObject({
      role: 'attendee',
      subject: 'Invoice 118',
      otherParties: [{ role: 'payer', name: 'Ada Byron' }],
    });
  });

  it('has one item for a touchpoint in which the customer is several parties, with all of its roles', async () => {
    await company.record(
      { occurredAt: '2026-01-01T00:00:00Z', parties: [{ by: [PHONE, EMAIL] }] },
      {
        occurredAt: '2026-02-01T00:00:00Z',
        parties: [
          { role: 'booker', by: [EMAIL] },
          { role: 'attendee', by: [PHONE] },
          { role: 'attendee', by: [['email', 'bob@example.org']] },
        ],
      },
    );
    const items = await readAll({ id: await company.idOf(...PHONE), limit: 1 });
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ role: 'booker', otherRoles: ['attendee'], otherParties: [{ role: 'attendee' }] });
    expect(await readAll({ id: await company.idOf(...PHONE), filter: { role: ['attendee'] } })).toEqual([items[0]]);
  });

  it('pages through all hubs, newest first, each touchpoint once, also when several happened at the same time', async () => {
    await company.record(
      { occurredAt: '2026-01-01T00:00:00Z', parties: [{ by: [PHONE, EMAIL] }] },
      ...Array.from({ length: 23 }, (_, i) =>
        call(`2026-02-${String((i % 4) + 1).padStart(2, '0')}`, { parties: [{ by: [i % 2 ? PHONE : EMAIL] }] }),
      ),
    );
    const id = await company.idOf(...PHONE);
    const whole = await customerTimeline(company, { id, limit: 200 });
    expect(whole.items).toHaveLength(24);
    expect(whole.next).toBeUndefined();
    expect(days(whole.items)).toEqual(days(whole.items).toSorted().toReversed());
    expect(await readAll({ id, limit: 5 })).toEqual(whole.items);
    expect(await readAll({ id, limit: 24 })).toEqual(whole.items);
  });

  it('goes on where a page ended although the customer was merged with another meanwhile', async () => {
    await company.record(call('2026-01-03'), call('2026-01-01'), {
      occurredAt: '2026-01-02T00:00:00Z',
      parties: [{ by: [EMAIL] }],
    });
    const id = await company.idOf(...PHONE);
    const { next = '' } = await customerTimeline(company, { id, limit: 1 });
    company.identity.join(await company.handleOf(...EMAIL), await company.handleOf(...PHONE), 0);
    const page = await customerTimeline(company, { id, cursor: next });
    expect(days(page.items)).toEqual(['2026-01-02', '2026-01-01']);
    expect(page.customer).toBe(await company.idOf(...EMAIL));
  });

  it('filters by code and period', async () => {
    await company.record(
      call('2026-01-01'),
      call('2026-01-02', { kind: 'letter', channel: 'post', department: 'billing' }),
      call('2026-01-03', { kind: 'fax', channel: 'fax' }),
    );
    const id = await company.idOf(...PHONE);
    const found = async (filter: TimelineQuestion['filter'] = {}): Promise<string[]> =>
      days(await readAll({ id, filter, limit: 1 }));
    expect(await found({ channel: ['post', 'fax'] })).toEqual(['2026-01-03', '2026-01-02']);
    expect(await found({ department: ['billing'], kind: ['letter'] })).toEqual(['2026-01-02']);
    expect(await found({ direction: ['outbound'] })).toEqual([]);
    expect(await found({ from: '2026-01-02T09:00:00Z', to: '2026-01-03T09:00:00Z' })).toEqual(['2026-01-02']);
  });

  it('finds a text in what was sealed, page by page', async () => {
    await company.record(
      call('2026-01-01', { content: 'Über die Rechnung' }),
      call('2026-01-02', { content: 'Something else' }),
      call('2026-01-03', { subject: 'RECHNUNG', content: 'uber' }),
    );
    const id = await company.idOf(...PHONE);
    const filter = { text: 'rechnung über' };
    expect(days(await readAll({ id, filter }))).toEqual(['2026-01-03', '2026-01-01']);
    expect(days((await customerTimeline(company, { id, filter, limit: 1 })).items)).toEqual(['2026-01-03']);
    expect(days(await readAll({ id, filter, limit: 1 }))).toEqual(['2026-01-03', '2026-01-01']);
  });

  it('looks through 2,000 touchpoints for a text at a time, then answers with where to go on', async () => {
    await company.record(call('2025-01-01', { content: 'needle' }), ...Array.from({ length: 2050 }, () => call('2026-01-01')));
    const id = await company.idOf(...PHONE);
    const page = await customerTimeline(company, { id, filter: { text: 'needle' } });
    expect(page.items).toEqual([]);
    expect(days((await customerTimeline(company, { id, filter: { text: 'needle' }, cursor: page.next ?? '' })).items)).toEqual([
      '2025-01-01',
    ]);
  });

  it('shows what had happened, and what was known, at a moment', async () => {
    await company.record(
      call('2026-01-01'),
      call('2026-01-05', { recordedAt: '2026-01-06T00:00:00Z' }),
      call('2026-01-02', { recordedAt: '2026-02-01T00:00:00Z' }),
    );
    const id = await company.idOf(...PHONE);
    expect(days(await readAll({ id, asOf: '2026-01-03T00:00:00Z' }))).toEqual(['2026-01-02', '2026-01-01']);
    expect(days(await readAll({ id, knownAt: '2026-01-07T00:00:00Z' }))).toEqual(['2026-01-05', '2026-01-01']);
    expect(days(await readAll({ id, asOf: '2026-01-03T00:00:00Z', knownAt: '2026-01-07T00:00:00Z' }))).toEqual(['2026-01-01']);
  });

  it('leaves what remains of an erased touchpoint', async () => {
    await company.record(call('2026-01-01', { subject: 'Secret', case: { ref: 'C-9', status: 'opened' } }));
    const id = await company.idOf(...PHONE);
    await company.vault.shred([await company.handleOf(...PHONE)], { requestId: 'r-1', erasedAt: '2026-05-01T00:00:00.000Z' });
    const [item] = await readAll({ id });
    expect(item).toMatchObject({
      kind: 'call',
      erased: { requestId: 'r-1', erasedAt: '2026-05-01T00:00:00.000Z' },
      case: { status: 'opened' },
    });
    expect(item).not.toHaveProperty('subject');
  });

  it('refuses what it cannot answer, naming the parameter', async () => {
    expect(await problemOf(company, {})).toBe('customer-not-found');
    expect(await problemOf(company, { limit: 0 })).toBe('limit');
    expect(await problemOf(company, { limit: 201 })).toBe('limit');
    expect(await problemOf(company, { cursor: 'x' })).toBe('cursor');
    expect(await problemOf(company, { asOf: 'yesterday' })).toBe('asOf');
    expect(await problemOf(company, { filter: { from: '2026-13-01' } })).toBe('from');
    expect(await problemOf(company, { filter: { kind: Array.from({ length: 51 }, () => 'call') } })).toBe('kind');
  });
});
