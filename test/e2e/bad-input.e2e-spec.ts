import type { FoundCustomers } from '#customers';
import { startServer, temporaryFolder, type TestServer } from './server.js';

const GOOD = {
  source: 'desk',
  externalId: 'good-1',
  occurredAt: '2026-05-01T10:00:00Z',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'service',
  parties: [{ role: 'caller', identifiers: [{ type: 'email', value: 'someone@example.org' }] }],
};

/** Not recorded yet, so that nothing but its flaw is wrong with it. */
const NEW = { ...GOOD, externalId: 'bad-1' };
const withParty = (party: object): object => ({ ...NEW, parties: [{ ...GOOD.parties[0], ...party }] });
const without = (field: keyof typeof GOOD): object => Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== field));
const years = (ahead: number): string => new Date(Date.now() + ahead * 365.25 * 86_400_000).toISOString();

/** What is sent, the status, and what the problem must name. */
const CASES: readonly [string, unknown, number, string][] = [
  ['malformed JSON', '{"source": "desk",', 400, 'JSON'],
  ['an empty body', '', 400, 'object'],
  ['a list', [], 400, 'object'],
  ['an unknown field', { ...NEW, colour: 'red' }, 400, 'colour'],
  ['an unknown field within', withParty({ shoeSize: 43 }), 400, 'parties[0].shoeSize'],
  ['no party', without('parties'), 400, 'parties'],
  ['an empty list of parties', { ...NEW, parties: [] }, 400, 'parties'],
  ['a party without identifier and name', withParty({ identifiers: [] }), 400, 'parties[0]'],
  ['an empty identifier', withParty({ identifiers: [{ type: 'email', value: '' }] }), 400, 'parties[0].identifiers[0].value'],
  ['a blank identifier', withParty({ identifiers: [{ type: 'email', value: '   ' }] }), 400, 'parties[0].identifiers[0]'],
  [
    'a blocked e-mail address',
    withParty({ identifiers: [{ type: 'email', value: 'noreply@example.org' }] }),
    400,
    'parties[0].identifiers[0]',
  ],
  [
    'a blocked number',
    withParty({ identifiers: [{ type: 'customer-number', value: '000000' }] }),
    400,
    'parties[0].identifiers[0]',
  ],
  ['the year 0', { ...NEW, occurredAt: '0000-01-01T00:00:00Z' }, 400, 'occurredAt'],
  ['ten years ahead', { ...NEW, occurredAt: years(10) }, 400, 'occurredAt'],
  ['the 30th of February', { ...NEW, occurredAt: '2026-02-30T10:00:00Z' }, 400, 'occurredAt'],
  ['a time without offset', { ...NEW, occurredAt: '2026-05-01T10:00:00' }, 400, 'occurredAt'],
  ['content of 2 MB', { ...NEW, content: 'x'.repeat(2_000_000) }, 413, 'larger'],
  [
    '10,000 identifiers',
    withParty({ identifiers: Array.from({ length: 10_000 }, (_, n) => ({ type: 'email', value: `e${n}@example.org` })) }),
    400,
    'parties[0].identifiers',
  ],
  ['a NUL character', JSON.stringify({ ...NEW, subject: 'a\u0000b' }), 400, 'NUL'],
  ['a lone surrogate', '{"subject":"\\ud800"}', 400, 'surrogate'],
  ['a key twice', `${JSON.stringify(GOOD).slice(0, -1)},"kind":"email"}`, 400, 'kind'],
  ['__proto__', `${JSON.stringify(GOOD).slice(0, -1)},"__proto__":{"admin":true}}`, 400, '__proto__'],
  ['a kind nobody knows', { ...NEW, kind: 'telepathy' }, 400, 'kind'],
  ['details that the kind does not have', { ...NEW, details: { colour: 'red' } }, 400, 'details.colour'],
  ['a complaint without stage', { ...NEW, kind: 'complaint' }, 400, 'details.stage'],
  ['a currency nobody knows', { ...NEW, amount: { value: '1', currency: 'XYZ' } }, 400, 'amount.currency'],
  ['an amount that is no decimal', { ...NEW, amount: { value: '1,50', currency: 'EUR' } }, 400, 'amount.value'],
  ['parties in parties', { ...NEW, parties: [[]] }, 400, 'parties'],
  ['a null where something is required', { ...NEW, externalId: null }, 400, 'externalId'],
  ['a null in a list', { ...NEW, topics: [null] }, 400, 'topics'],
  ['24 o’clock', { ...NEW, occurredAt: '2026-05-01T24:00:00Z' }, 400, 'occurredAt'],
  ['an offset that does not exist', { ...NEW, occurredAt: '2026-05-01T10:00:00+25:00' }, 400, 'occurredAt'],
  ['a birth on the 30th of February', withParty({ birthDate: '2026-02-30' }), 400, 'parties[0].birthDate'],
  ['a birth in the year 9999', withParty({ birthDate: '9999-12-31' }), 400, 'parties[0].birthDate'],
  ['a birth in the year 0', withParty({ birthDate: '0000-01-01' }), 400, 'parties[0].birthDate'],
  ['a blank external id', { ...NEW, externalId: ' ' }, 400, 'externalId'],
  ['an external id with a control character', { ...NEW, externalId: 'a\u0007b' }, 400, 'externalId'],
  ['an external id that turns the direction of text', { ...NEW, externalId: '\u202egnp' }, 400, 'externalId'],
  ['a blank name', withParty({ name: ' \u00a0' }), 400, 'parties[0].name'],
  ['1e308 seconds', JSON.stringify({ ...NEW, details: {} }).replace('{}', '{"durationSeconds":1e308}'), 400, 'durationSeconds'],
  ['more seconds than a year has', { ...NEW, details: { durationSeconds: 40_000_000 } }, 400, 'details.durationSeconds'],
];

describe('Bad input', () => {
  const folder = temporaryFolder();
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(`${folder.path}/data`);
    const { status, body } = await server.call('POST', '/touchpoints', GOOD);
    expect(status).toBe(201);
    await server.call('GET', `/customers?q=someone&after=${body.position}`);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  it.each(CASES)('%s is refused with a problem that names it', async (_name, body, status, named) => {
    const answer = await server.call('POST', '/touchpoints', body);
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([status, 'application/problem+json']);
    expect(JSON.stringify(answer.body)).toContain(named);
    expect(answer.body).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
      code: expect.any(String),
    });
  });

  it('null is absent, at every level, and is told apart from nothing by nobody', async () => {
    const plain = {
      ...GOOD,
      externalId: 'null-1',
      parties: [{ ...GOOD.parties[0], name: 'Ada Byron', address: { city: 'Cambridge' } }],
    };
    expect((await server.call('POST', '/touchpoints', plain)).status).toBe(201);
    const [party] = plain.parties;
    const nulls = {
      ...plain,
      ...Object.fromEntries(
        ['handledBy', 'subject', 'content', 'topics', 'outcome', 'amount', 'case', 'details'].map((field) => [field, null]),
      ),
      parties: [
        {
          ...party,
          birthDate: null,
          identifiers: [{ ...GOOD.parties[0]?.identifiers[0], role: null }],
          address: { city: 'Cambridge', lines: null, postcode: null, region: null, country: null },
        },
      ],
    };
    const again = await server.call('POST', '/touchpoints', nulls);
    expect([again.status, again.body.duplicate]).toEqual([200, true]);
    const batch = await server.call<string>('POST', '/touchpoints/batch', JSON.stringify(nulls), {
      'content-type': 'application/x-ndjson',
    });
    expect(JSON.parse(batch.body)).toMatchObject({ status: 'duplicate', id: again.body.id });
    const missing = await server.call('POST', '/touchpoints', {
      ...NEW,
      externalId: null,
      amount: { value: '1', currency: null },
    });
    expect(missing.body.errors).toEqual([
      { field: 'externalId', problem: 'is missing' },
      { field: 'amount.currency', problem: 'is missing' },
    ]);
  });

  it('a party’s null in its address, a null subject and no name leave card, search and timeline readable', async () => {
    const { body } = await server.call('POST', '/touchpoints', {
      ...GOOD,
      externalId: 'null-2',
      subject: null,
      content: null,
      parties: [{ role: 'caller', name: null, identifiers: GOOD.parties[0]?.identifiers, address: { city: null, lines: null } }],
    });
    const found = await server.call<FoundCustomers>('GET', `/customers?q=someone&open=true&after=${body.position}`);
    expect(found.status).toBe(200);
    const id = found.body.customers[0]?.id;
    for (const path of [`/customers/${id}`, `/customers/${id}/timeline?text=invoice`, `/customers/${id}?asOf=2026-06-01`])
      expect((await server.call('GET', path)).status).toBe(200);
  });

  it('never repeats what was sent', async () => {
    const { body } = await server.call(
      'POST',
      '/touchpoints',
      withParty({ name: 'Ada Byron', shoeSize: 'secret-43', birthDate: 'long ago' }),
    );
    expect(JSON.stringify(body)).not.toMatch(/Ada|secret|long ago/);
  });

  it('a wrong content type is told which one to use', async () => {
    const one = await server.call('POST', '/touchpoints', 'source=desk', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([one.status, one.body.detail]).toEqual([415, expect.stringContaining('application/json')]);
    const many = await server.call('POST', '/touchpoints/batch', JSON.stringify(GOOD), { 'content-type': 'application/json' });
    expect([many.status, many.body.detail]).toEqual([415, expect.stringContaining('ndjson')]);
    const swapped = await server.call('POST', '/touchpoints', JSON.stringify(GOOD), { 'content-type': 'application/x-ndjson' });
    expect(swapped.status).toBe(415);
  });

  it('an identifier that recognition ignores does no harm beside a good one, and is named in the answer', async () => {
    const { status, body } = await server.call('POST', '/touchpoints', {
      ...GOOD,
      externalId: 'good-2',
      parties: [
        {
          role: 'caller',
          identifiers: [
            { type: 'email', value: 'noreply@example.org' },
            { type: 'phone', value: '020 7946 0018' },
          ],
        },
      ],
    });
    expect([status, body.ignoredIdentifiers]).toEqual([201, ['parties[0].identifiers[0]']]);
  });

  it('a line of 2 MB in a batch goes to quarantine, cut, and the rest goes on', async () => {
    const text = [
      JSON.stringify({ ...GOOD, externalId: 'big', content: 'x'.repeat(2_000_000) }),
      JSON.stringify({ ...GOOD, externalId: 'after-big' }),
    ].join('\n');
    const { body } = await server.call<string>('POST', '/touchpoints/batch', text, { 'content-type': 'application/x-ndjson' });
    const results = body
      .trim()
      .split('\n')
      .map((result) => (JSON.parse(result) as { status: string }).status);
    expect(results).toEqual(['quarantined', 'accepted']);
  });

  it('questions that make no sense are refused, naming the parameter', async () => {
    const { body } = await server.call<FoundCustomers>('GET', '/customers?q=someone');
    const id = body.customers[0]?.id;
    for (const [path, status, named] of [
      [`/customers/${id}/timeline?limit=0`, 400, 'limit'],
      [`/customers/${id}/timeline?limit=many`, 400, 'limit'],
      [`/customers/${id}/timeline?cursor=nonsense`, 400, 'cursor'],
      [`/customers/${id}?asOf=yesterday`, 400, 'asOf'],
      [`/customers/${id}?asOf=2026-13-01`, 400, 'asOf'],
      [`/customers/${id}/timeline?from=2026-02-30`, 400, 'from'],
      [`/customers/${id}/timeline?to=2026-02-28T24:00:00Z`, 400, 'to'],
      [`/customers/${id}/identity?knownAt=2026-13-01`, 400, 'knownAt'],
      [`/customers/${id}/why?a=${id}&b=${id}&asOf=2026-02-30`, 400, 'asOf'],
      ['/customers?q=a%00b', 400, 'q'],
      [`/customers/${id}?after=-1`, 400, 'after'],
      [`/customers/${id}?colour=red`, 400, 'colour'],
      ['/customers/00000000-0000-4000-8000-000000000000', 404, 'no customer'],
      ['/nowhere', 404, 'route'],
    ] as const) {
      const answer = await server.call('GET', path);
      expect([path, answer.status]).toEqual([path, status]);
      expect(JSON.stringify(answer.body)).toContain(named);
    }
  });

  it('what was recorded before is still there', async () => {
    expect(
      (await server.call<FoundCustomers>('GET', '/customers?q=someone@example.org')).body.customers[0]?.touchpoints,
    ).toBeGreaterThanOrEqual(1);
  });

  it('nothing of all that reached the log', () => {
    expect(server.output()).not.toMatch(/someone@|Ada|7946/);
  });
});
