import type { FoundCustomers } from '#customers';
import { startServer, temporaryFolder, type TestServer } from './server.js';

interface Line {
  readonly line: number;
  readonly status: string;
  readonly position?: string;
  readonly problem?: string;
}

interface Quarantined {
  readonly total: number;
  readonly items: readonly { readonly id: string }[];
}

const line = (externalId: string, more: object = {}): string =>
  JSON.stringify({
    source: 'shop',
    externalId,
    occurredAt: '2026-05-01T10:00:00Z',
    kind: 'purchase',
    channel: 'web',
    direction: 'inbound',
    department: 'sales',
    parties: [{ role: 'buyer', identifiers: [{ type: 'email', value: `${externalId}@example.org` }] }],
    amount: { value: '10.00', currency: 'EUR' },
    ...more,
  });

describe('A batch of touchpoints', () => {
  const folder = temporaryFolder();
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(`${folder.path}/data`);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const send = async (text: string): Promise<Line[]> => {
    const { status, body } = await server.call<string>('POST', '/touchpoints/batch', text, {
      'content-type': 'application/x-ndjson',
    });
    expect(status).toBe(200);
    return body
      .trim()
      .split('\n')
      .map((result) => JSON.parse(result) as Line);
  };

  it('is answered line by line; what is refused goes to quarantine and the rest goes on', async () => {
    const results = await send(
      [line('b1'), '{"source": "shop"}', '', 'not json', line('b1'), line('b1', { channel: 'app' }), line('b2')].join('\n'),
    );
    expect(results.map(({ line: number, status }) => [number, status])).toEqual([
      [1, 'accepted'],
      [2, 'quarantined'],
      [4, 'quarantined'],
      [5, 'duplicate'],
      [6, 'quarantined'],
      [7, 'accepted'],
    ]);
    expect(results[4]?.problem).toContain('channel');
  });

  it('lets a refused touchpoint be corrected, or thrown away with a reason', async () => {
    const { body: before } = await server.call<Quarantined>('GET', '/quarantine');
    expect(before.total).toBe(3);
    const [broken, , conflict] = before.items;
    expect((await server.call('POST', `/quarantine/${broken?.id}/retry`)).status).toBe(400);
    const mended = await server.call('POST', `/quarantine/${broken?.id}/retry`, line('b3'));
    expect(mended).toMatchObject({ status: 201, body: { duplicate: false } });
    expect((await server.call('DELETE', `/quarantine/${conflict?.id}`, {})).status).toBe(400);
    expect((await server.call('DELETE', `/quarantine/${conflict?.id}`, { reason: 'sent twice by mistake' })).status).toBe(204);
    expect((await server.call('DELETE', `/quarantine/${conflict?.id}`, { reason: 'again' })).status).toBe(404);
    expect((await server.call<Quarantined>('GET', '/quarantine')).body.total).toBe(1);
  });

  it('that breaks off in the middle of a line quarantines that line', async () => {
    const results = await send(`${line('c1')}\n${line('c2').slice(0, 60)}`);
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'quarantined']);
  });

  it('of 20,000 lines comes back whole and in order', async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) =>
      line(`many-${n}`, { parties: [{ role: 'buyer', identifiers: [{ type: 'customer-number', value: `K${n % 500}` }] }] }),
    );
    const results = await send(lines.join('\n'));
    expect(results).toHaveLength(20_000);
    expect(results.every(({ status }, index) => status === 'accepted' && results[index]?.line === index + 1)).toBe(true);
    const again = await send(lines.slice(0, 1000).join('\n'));
    expect(again.every(({ status }) => status === 'duplicate')).toBe(true);
    const last = results.at(-1)?.position;
    const { body } = await server.call<FoundCustomers>('GET', `/customers?q=K7&after=${last}`);
    expect(body.customers[0]?.touchpoints).toBe(40);
  });
});
