import type { FoundCustomers } from '#customers';
import type { ReviewQueue } from '#recognition';
import { ADA, CHARLES, recordCompany } from './desk-company.js';
import { startServer, temporaryFolder, type TestServer } from './server.js';

describe('The review queue', () => {
  const folder = temporaryFolder();
  let server: TestServer;
  let ada: string;

  beforeAll(async () => {
    server = await startServer(`${folder.path}/data`);
    ada = await recordCompany(server, 1);
    const others = ['1', '2'].map((externalId) => ({
      source: 'test',
      externalId: `other-${externalId}`,
      occurredAt: '2024-05-01T10:00:00Z',
      kind: 'call',
      channel: 'phone',
      direction: 'inbound',
      department: 'service',
      parties: [
        {
          role: 'caller',
          identifiers: [
            { type: 'customer-number', value: `K-${externalId}` },
            { type: 'email', value: 'shared@example.org' },
          ],
        },
      ],
    }));
    for (const other of others) {
      const { body } = await server.call('POST', '/touchpoints', other);
      await server.call('GET', `/identity/review?after=${body.position}`);
    }
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const review = async (query: string) => (await server.call<ReviewQueue>('GET', `/identity/review?${query}`)).body;

  it('is everybody’s, or one customer’s by any of its handles', async () => {
    expect((await review('')).counts).toMatchObject({ blocked: 2 });
    const { items, counts } = await review(`customer=${ada}`);
    expect(counts).toMatchObject({ blocked: 1 });
    expect(items.map(({ a, b }) => [a.name, b.name])).toEqual([[CHARLES.name, ADA.name]]);
    expect((await review(`customer=${items[0]?.b.handle}`)).items).toEqual(items);
    const { body: found } = await server.call<FoundCustomers>('GET', `/customers?q=${CHARLES.number}`);
    expect((await review(`customer=${found.customers[0]?.id}`)).items).toEqual(items);
    expect((await review(`customer=${ada}&kind=suggestion`)).items).toEqual([]);
  });

  it('says what is wrong with a question', async () => {
    const wrong = async (query: string) => {
      const { status, body } = await server.call('GET', `/identity/review?${query}`);
      return [status, body.code];
    };
    expect(await wrong('customer=ada')).toEqual([400, 'invalid']);
    expect(await wrong('customer=00000000-0000-4000-8000-000000000000')).toEqual([404, 'customer-not-found']);
    expect(await wrong('cursor=nonsense')).toEqual([400, 'invalid-cursor']);
  });

  it('is described with its filter', async () => {
    const { body } = await server.call<{ paths: Record<string, { get?: { parameters: { name: string }[] } }> }>(
      'GET',
      '/openapi.json',
    );
    const names = body.paths['/api/v1/identity/review']?.get?.parameters.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['kind', 'customer', 'cursor', 'limit', 'after']));
  });
});
