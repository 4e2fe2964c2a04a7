import type { CustomerCard, FoundCustomer, FoundCustomers, TimelinePage } from '#customers';
import type { CustomerIdentity, WhySameCustomer } from '#recognition';
import { fullPath, startServer, temporaryFolder, type TestServer } from './server.js';

const CALL = {
  source: 'contact-centre',
  externalId: 'call-8812',
  occurredAt: '2026-11-20T09:31:00+01:00',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'billing',
  handledBy: 'jane',
  parties: [
    {
      role: 'caller',
      name: 'Ada Byron',
      identifiers: [
        { type: 'phone', value: '+44 20 7946 0018' },
        { type: 'email', value: 'Ada@Example.org' },
      ],
      address: { lines: ['1 Mill Lane'], postcode: 'CB1 2AB', city: 'Cambridge', country: 'GB' },
    },
  ],
  subject: 'Invoice 118',
  content: 'She asked why invoice 118 came twice.',
  topics: ['invoice'],
  outcome: 'resolved',
  amount: { value: '12.50', currency: 'GBP' },
  case: { ref: 'C-1002', status: 'opened' },
  details: {},
};

describe('Recording a touchpoint and looking the customer up', () => {
  const folder = temporaryFolder();
  let server: TestServer;
  let recorded: { id: string; position: string };

  beforeAll(async () => {
    server = await startServer(`${folder.path}/data`);
    const answer = await server.call('POST', '/touchpoints', CALL);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ duplicate: false, position: '1' });
    recorded = answer.body;
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const find = async (q: string): Promise<FoundCustomers['customers']> =>
    (await server.call<FoundCustomers>('GET', `/customers?q=${encodeURIComponent(q)}&after=${recorded.position}`)).body.customers;

  const only = ([customer]: FoundCustomers['customers']): FoundCustomer => {
    if (!customer) throw new Error('Nobody was found.');
    return customer;
  };
  const findOne = async (q: string): Promise<FoundCustomer> => only(await find(q));
  const k42 = async (after: string): Promise<FoundCustomer> =>
    only((await server.call<FoundCustomers>('GET', `/customers?q=K42&after=${after}`)).body.customers);

  it.each([
    '+44 20 7946 0018',
    '020 7946 0018',
    '(020) 79460018',
    '0044 20 7946 0018',
    '79460018',
    'ada@example.org',
    ' ADA@EXAMPLE.ORG ',
    'c-1002',
    'C 1002',
    'byron',
    'Ada By',
    'Byron, Ada',
    'Áda',
  ])('finds the customer by %s', async (q) => {
    const customers = await find(q);
    expect(customers).toHaveLength(1);
    expect(customers[0]).toMatchObject({ name: 'Ada Byron', touchpoints: 1 });
    expect(customers[0]?.matched.length).toBeGreaterThan(0);
  });

  it('finds nobody by what nobody has', async () => {
    expect(await find('+44 20 7946 0019')).toEqual([]);
    expect(await find('charles babbage')).toEqual([]);
  });

  it('shows the card', async () => {
    const { id } = await findOne('020 7946 0018');
    const card = await server.call<CustomerCard>('GET', `/customers/${id}`);
    expect(card.status).toBe(200);
    expect(card.body).toMatchObject({
      id,
      name: 'Ada Byron',
      touchpoints: 1,
      firstContactAt: '2026-11-20T08:31:00.000Z',
      openCases: [{ ref: 'C-1002', status: 'opened' }],
      usualStaff: [{ key: 'jane', count: 1 }],
      channels: [{ key: 'phone', count: 1 }],
      departments: [{ key: 'billing', count: 1 }],
    });
    expect(card.body.identifiers.map(({ type }) => type)).toEqual(expect.arrayContaining(['phone', 'email', 'case-ref']));
    expect(card.body.identifiers[0]).toMatchObject({ lastChannel: 'phone', lastDepartment: 'billing' });
  });

  it('shows the timeline with what was said', async () => {
    const { id } = await findOne('020 7946 0018');
    const { body } = await server.call<TimelinePage>('GET', `/customers/${id}/timeline`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      id: recorded.id,
      role: 'caller',
      subject: 'Invoice 118',
      content: 'She asked why invoice 118 came twice.',
      occurredAt: '2026-11-20T09:31:00+01:00',
      case: { ref: 'C-1002', status: 'opened' },
    });
  });

  it('answers the same touchpoint again with the first, as a duplicate', async () => {
    const again = await server.call('POST', '/touchpoints', CALL);
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ id: recorded.id, position: recorded.position, duplicate: true });
  });

  it('refuses the same id with other content and names the difference, not the values', async () => {
    const { status, body } = await server.call('POST', '/touchpoints', { ...CALL, content: 'Something else', outcome: 'open' });
    expect(status).toBe(409);
    expect(body.errors.map(({ field }) => field).toSorted()).toEqual(['content', 'outcome']);
    expect(JSON.stringify(body)).not.toContain('Something else');
  });

  it('joins what another department records under the same e-mail, and can part it again', async () => {
    const other = {
      ...CALL,
      externalId: 'mail-1',
      channel: 'email',
      kind: 'email',
      department: 'sales',
      occurredAt: '2026-11-20T10:00:00Z',
      case: undefined,
      parties: [
        {
          role: 'sender',
          name: 'A. Byron',
          identifiers: [
            { type: 'email', value: 'ada@example.ORG' },
            { type: 'customer-number', value: 'K 42' },
          ],
        },
      ],
    };
    const { body: mail } = await server.call('POST', '/touchpoints', other);
    const { id } = await k42(mail.position);
    const { body: joined } = await server.call<TimelinePage>('GET', `/customers/${id}/timeline`);
    expect(joined.items.map(({ externalId }) => externalId)).toEqual(['mail-1', 'call-8812']);

    const { body: identity } = await server.call<CustomerIdentity>('GET', `/customers/${id}/identity`);
    const handle = (type: string): string => identity.nodes.find((node) => node.type === type)?.handle ?? '';
    const why = await server.call<WhySameCustomer>(
      'GET',
      `/customers/${id}/why?a=${handle('customer-number')}&b=${handle('case-ref')}`,
    );
    expect(why.body).toMatchObject({ same: true });
    expect(why.body.path.length).toBeGreaterThan(0);

    const decision = {
      verdict: 'reject-edge',
      a: handle('customer-number'),
      b: handle('email'),
      reason: 'Two people share the mailbox',
    };
    const decided = await server.call('POST', '/identity/decisions', decision);
    expect(decided.status).toBe(201);
    const after = await k42(decided.body.position);
    const parted = await server.call<TimelinePage>('GET', `/customers/${after.id}/timeline`);
    expect(parted.body.items.map(({ externalId }) => externalId)).toEqual(['mail-1']);

    const back = await server.call('POST', '/identity/decisions', {
      ...decision,
      verdict: 'withdraw',
      reason: 'It is one person after all',
    });
    const again = await k42(back.body.position);
    expect((await server.call<TimelinePage>('GET', `/customers/${again.id}/timeline`)).body.items).toHaveLength(2);
  });

  it('finds everybody who shares a telephone, never one of them silently', async () => {
    const share = (externalId: string, number: string): object => ({
      ...CALL,
      externalId,
      case: undefined,
      parties: [
        {
          role: 'caller',
          name: `Person ${number}`,
          identifiers: [
            { type: 'customer-number', value: number },
            { type: 'phone', value: '020 7946 0777' },
          ],
        },
      ],
    });
    await server.call('POST', '/touchpoints', share('shared-1', 'S1'));
    const { body: second } = await server.call('POST', '/touchpoints', share('shared-2', 'S2'));
    const { body } = await server.call<FoundCustomers>('GET', `/customers?q=02079460777&after=${second.position}`);
    expect(body.customers.map(({ name }) => name).toSorted()).toEqual(['Person S1', 'Person S2']);
    expect(body.customers.every(({ matched }) => matched[0]?.how === 'identifier')).toBe(true);
  });

  it('tells nothing without a token, save whether it is alive', async () => {
    for (const path of ['/customers?q=ada', '/kinds', '/metrics', '/openapi.json', '/docs', '/views', '/quarantine']) {
      expect([path, (await fetch(server.url + fullPath(path))).status]).toEqual([path, 401]);
    }
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  });

  it('counts what became of the touchpoints it was sent', async () => {
    const { body } = await server.call<string>('GET', '/metrics');
    expect(body).toMatch(/^touchstone_recorded_total\{command="RecordTouchpoint",outcome="accepted"\} [1-9]/m);
    expect(body).toMatch(/^touchstone_recorded_total\{command="RecordTouchpoint",outcome="duplicate"\} [1-9]/m);
    expect(body).toMatch(/^touchstone_recorded_total\{command="RecordTouchpoint",outcome="quarantined"\} \d/m);
    expect(body).toContain('# TYPE touchstone_recorded_total counter');
  });

  it('describes itself as OpenAPI 3.1', async () => {
    const { body } = await server.call<{ openapi: string; paths: object }>('GET', '/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/touchpoints',
        '/api/v1/touchpoints/batch',
        '/api/v1/customers',
        '/api/v1/customers/{id}',
        '/api/v1/customers/{id}/timeline',
        '/api/v1/quarantine',
      ]),
    );
  });
});
