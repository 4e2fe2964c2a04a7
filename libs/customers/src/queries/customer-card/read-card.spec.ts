import { Company, type Stated } from '../../testing/company.js';
import type { CustomerCard } from './customer-card.js';
import { customerCard } from './read-card.js';

const PHONE = ['phone', '+442079460018'] as const;
const EMAIL = ['email', 'ada@example.org'] as const;
const NOW = Date.parse('2026-06-01T00:00:00Z');

const touchpoint = (day: string, more: Partial<Stated> = {}): Stated => ({
  occurredAt: `${day}T00:00:00Z`,
  parties: [{ by: [PHONE] }],
  ...more,
});

const day = (n: number): string => `2026-01-0${n}T00:00:00.000Z`;

describe('a customer’s card', () => {
  let company: Company;
  beforeEach(() => {
    company = new Company();
  });
  afterEach(() => company.close());

  const card = async (moment: { readonly asOf?: string; readonly knownAt?: string } = {}): Promise<CustomerCard> =>
    customerCard(company, { id: await company.idOf(...PHONE), now: NOW, ...moment });

  it('puts together what all hubs of the customer know', async () => {
    const address = { lines: ['1 Mill Lane'], postcode: 'CB1 2AB', city: 'Cambridge', country: 'GB' };
    await company.record(
      touchpoint('2026-01-01', {
        handledBy: 'jane',
        parties: [{ by: [PHONE, EMAIL], name: 'Ada King', address, birthDate: '1985-12-10' }],
      }),
      touchpoint('2026-01-02', {
        handledBy: 'joe',
        channel: 'email',
        department: 'billing',
        kind: 'email',
        parties: [{ by: [EMAIL], name: 'Ada Byron' }],
      }),
      touchpoint('2026-01-03', {
        handledBy: 'jane',
        kind: 'purchase',
        channel: 'store',
        amount: { value: '10.10', currency: 'EUR' },
      }),
      touchpoint('2026-01-04', {
        kind: 'refund',
        channel: 'store',
        amount: { value: '0.2', currency: 'EUR' },
        parties: [{ by: [EMAIL], role: 'payer' }],
      }),
    );
    expect(await card()).toEqual({
      id: await company.idOf(...PHONE),
      position: '4',
      name: 'Ada Byron',
      names: [
        { name: 'Ada Byron', lastSeenAt: day(2) },
        { name: 'Ada King', lastSeenAt: day(1) },
      ],
      birthDates: ['1985-12-10'],
      addresses: [{ text: '1 Mill Lane, CB1 2AB Cambridge, GB', lastSeenAt: day(1) }],
      roles: [
        { key: 'caller', count: 3, lastAt: day(3) },
        { key: 'payer', count: 1, lastAt: day(4) },
      ],
      alerts: [],
      identifiers: [
        {
          handle: await company.handleOf(...EMAIL),
          type: 'email',
          value: 'ada@example.org',
          firstSeenAt: day(1),
          lastSeenAt: day(4),
          lastChannel: 'store',
          lastDepartment: 'sales',
        },
        {
          handle: await company.handleOf(...PHONE),
          type: 'phone',
          value: '+44 20 7946 0018',
          firstSeenAt: day(1),
          lastSeenAt: day(3),
          lastChannel: 'store',
          lastDepartment: 'sales',
        },
      ],
      aliases: [{ id: await company.handleOf(...EMAIL), mergedAt: day(1) }],
      openCases: [],
      firstContactAt: day(1),
      lastContactAt: day(4),
      touchpoints: 4,
      channels: [
        { key: 'store', count: 2, lastAt: day(4) },
        { key: 'email', count: 1, lastAt: day(2) },
        { key: 'phone', count: 1, lastAt: day(1) },
      ],
      departments: [
        { key: 'sales', count: 3, lastAt: day(4) },
        { key: 'billing', count: 1, lastAt: day(2) },
      ],
      kinds: [
        { key: 'refund', count: 1, lastAt: day(4) },
        { key: 'purchase', count: 1, lastAt: day(3) },
        { key: 'email', count: 1, lastAt: day(2) },
        { key: 'call', count: 1, lastAt: day(1) },
      ],
      usualStaff: [
        { key: 'jane', count: 2, lastAt: day(3) },
        { key: 'joe', count: 1, lastAt: day(2) },
      ],
      amounts: [{ currency: 'EUR', purchases: '10.10', refunds: '0.20', costs: '0.00', other: '0.00' }],
    });
  });

  it('counts a touchpoint once in which the customer is two parties, by two of its hubs', async () => {
    await company.record(
      touchpoint('2026-01-01', { parties: [{ by: [PHONE, EMAIL] }] }),
      touchpoint('2026-01-02', {
        handledBy: 'jane',
        case: { ref: 'C-1', status: 'opened' },
        amount: { value: '5', currency: 'EUR' },
        parties: [
          { role: 'booker', by: [EMAIL] },
          { role: 'attendee', by: [PHONE] },
        ],
      }),
    );
    expect(await card()).toMatchObject({
      touchpoints: 2,
      channels: [{ key: 'phone', count: 2 }],
      usualStaff: [{ key: 'jane', count: 1 }],
      openCases: [{ ref: 'C-1', touchpoints: 1 }],
      amounts: [{ other: '5.00' }],
    });
  });

  it('says the same when it is read from the timeline as when it is put together', async () => {
    await company.record(
      touchpoint('2026-01-01', { parties: [{ by: [PHONE, EMAIL], name: 'Ada' }] }),
      ...Array.from({ length: 40 }, (_, i) =>
        touchpoint(`2026-02-${String((i % 28) + 1).padStart(2, '0')}`, {
          handledBy: ['jane', 'joe', 'jim'][i % 3] ?? 'jane',
          kind: i % 4 === 0 ? 'complaint' : 'purchase',
          amount: { value: `${i}.5`, currency: i % 2 ? 'EUR' : 'GBP' },
          ...(i % 5 === 0 ? { case: { ref: `C-${i % 3}`, status: i > 30 ? 'closed' : 'updated' } as const } : {}),
          parties: [
            { by: [i % 2 ? PHONE : EMAIL], name: `Ada ${i % 4}` },
            ...(i % 3 === 0 ? [{ role: 'attendee', by: [PHONE] }] : []),
          ],
        }),
      ),
    );
    const { asOf, ...then } = await card({ asOf: '2099-01-01T00:00:00Z' });
    expect(asOf).toBe('2099-01-01T00:00:00.000Z');
    expect(then).toEqual(await card());
  });

  it('shows a moment: what had happened, or was known, by then', async () => {
    await company.record(
      touchpoint('2026-01-01', { recordedAt: '2026-01-01T01:00:00Z', parties: [{ by: [PHONE], name: 'Ada King' }] }),
      touchpoint('2026-01-03', {
        recordedAt: '2026-01-03T01:00:00Z',
        kind: 'letter',
        parties: [{ by: [PHONE, EMAIL], name: 'Ada Byron' }],
      }),
      touchpoint('2026-01-02', { recordedAt: '2026-02-01T00:00:00Z', kind: 'fax' }),
    );
    const kinds = async (moment: Parameters<typeof card>[0]): Promise<string[]> =>
      (await card(moment)).kinds.map(({ key }) => key);
    expect(await kinds({ asOf: '2026-01-02T12:00:00Z' })).toEqual(['fax', 'call']);
    expect(await kinds({ knownAt: '2026-01-15T00:00:00Z' })).toEqual(['letter', 'call']);
    const then = await card({ knownAt: '2026-01-02T00:00:00Z' });
    expect(then).toMatchObject({ name: 'Ada King', aliases: [], touchpoints: 1 });
    expect(then.identifiers.map(({ type }) => type)).toEqual(['phone']);
    await expect(card({ asOf: '2025-12-31T00:00:00Z' })).rejects.toMatchObject({ code: 'customer-not-found' });
  });

  it('lists open cases, and warns of open complaints, questions in review and recent merges', async () => {
    await company.record(
      touchpoint('2026-05-01', { kind: 'complaint', case: { ref: 'C-1', status: 'opened' } }),
      touchpoint('2026-05-02', { kind: 'call', case: { ref: 'C-1', status: 'updated' } }),
      touchpoint('2026-05-03', { kind: 'call', case: { ref: 'C-2', status: 'opened' } }),
      touchpoint('2026-05-04', { kind: 'complaint', case: { ref: 'C-3', status: 'opened' } }),
      touchpoint('2026-05-05', { kind: 'letter', case: { ref: 'C-3', status: 'closed' } }),
      touchpoint('2026-05-06', { kind: 'call', parties: [{ by: [EMAIL] }] }),
      touchpoint('2026-05-30', { parties: [{ by: [PHONE, EMAIL] }] }),
    );
    company.identity.reviews.set(await company.idOf(...PHONE), 2);
    const { openCases, alerts } = await card();
    expect(openCases).toMatchObject([
      { ref: 'C-2', status: 'opened', kind: 'call', touchpoints: 1 },
      {
        ref: 'C-1',
        status: 'updated',
        kind: 'complaint',
        touchpoints: 2,
        openedAt: '2026-05-01T00:00:00.000Z',
        lastAt: '2026-05-02T00:00:00.000Z',
      },
    ]);
    expect(alerts).toEqual([
      { type: 'open-complaint', caseRef: 'C-1', since: '2026-05-01T00:00:00.000Z' },
      { type: 'recently-merged', ids: [await company.handleOf(...EMAIL)], at: '2026-05-30T00:00:00.000Z' },
      { type: 'in-review', count: 2 },
    ]);
    const later = await customerCard(company, { id: await company.idOf(...PHONE), now: NOW + 30 * 86_400_000 });
    expect(later.alerts.map(({ type }) => type)).toEqual(['open-complaint', 'in-review']);
  });

  it('does not warn of a merge that nobody can have been surprised by: both were recorded on that day', async () => {
    const sameDay = { recordedAt: '2026-05-30T00:00:00Z' };
    await company.record(
      touchpoint('2026-05-01', sameDay),
      touchpoint('2026-05-02', { ...sameDay, parties: [{ by: [EMAIL] }] }),
      touchpoint('2026-05-03', { ...sameDay, parties: [{ by: [PHONE, EMAIL] }] }),
    );
    expect((await card()).alerts).toEqual([]);
  });

  it('knows a case as closed when another hub of the customer says so', async () => {
    await company.record(
      touchpoint('2026-01-01', { case: { ref: 'C-1', status: 'opened' }, parties: [{ by: [PHONE, EMAIL] }] }),
      touchpoint('2026-01-02', { case: { ref: 'C-1', status: 'closed' }, parties: [{ by: [EMAIL] }] }),
    );
    expect((await card()).openCases).toEqual([]);
  });

  it('answers for a former id and says which was asked for', async () => {
    await company.record(touchpoint('2026-01-01', { parties: [{ by: [PHONE, EMAIL] }] }));
    const former = await company.handleOf(...EMAIL);
    expect(await customerCard(company, { id: former, now: NOW })).toMatchObject({
      id: await company.idOf(...PHONE),
      askedFor: former,
    });
  });

  it('says how many names it does not list where there are very many', async () => {
    await company.record(
      ...Array.from({ length: 205 }, (_, i) =>
        touchpoint('2026-01-01', { parties: [{ by: [PHONE], name: `Caller Number${i}` }] }),
      ),
    );
    const { names, notListed } = await card();
    expect(names).toHaveLength(200);
    expect(notListed).toEqual({ profiles: 5 });
  });

  it('keeps what is not personal of a customer who was erased', async () => {
    await company.record(
      touchpoint('2026-01-01', { case: { ref: 'C-1', status: 'opened' }, parties: [{ by: [PHONE], name: 'Ada' }] }),
    );
    const id = await company.idOf(...PHONE);
    await company.vault.shred([await company.handleOf(...PHONE), await company.handleOf('case-ref', 'C-1')], {
      requestId: 'r',
      erasedAt: '2026-02-01T00:00:00.000Z',
    });
    const erased = await customerCard(company, { id, now: NOW });
    expect(erased).toMatchObject({ touchpoints: 1, names: [], identifiers: [], openCases: [{ status: 'opened' }] });
    expect(erased).not.toHaveProperty('name');
    expect(erased.openCases[0]).not.toHaveProperty('ref');
  });
});
