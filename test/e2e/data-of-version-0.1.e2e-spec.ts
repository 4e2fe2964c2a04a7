import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomerCard, FoundCustomer, FoundCustomers, TimelineItem, TimelinePage } from '#customers';
import type { CustomerIdentity } from '#recognition';
import type { ViewsStatus } from '#views';
import { REPOSITORY, startServer, temporaryFolder, type TestServer } from './server.js';

interface Quarantined {
  readonly total: number;
  readonly items: readonly { readonly id: string; readonly body: string }[];
}

/** What version 0.1 answered. */
interface Answers {
  readonly head: string;
  readonly customers: readonly {
    readonly query: string;
    readonly found: FoundCustomer;
    readonly card: CustomerCard;
    readonly timeline: readonly TimelineItem[];
    readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  }[];
  readonly quarantine: Quarantined;
}

const KEPT = join(REPOSITORY, 'test', 'data-of-version-0.1');
const answers = JSON.parse(readFileSync(join(KEPT, 'answers.json'), 'utf8')) as Answers;

/** Until every set is served by an edition that this version built, or whose views are still the same. */
async function viewsOfThisVersion(server: TestServer): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
    const { body } = await server.call<{ sets: readonly ViewsStatus[] }>('GET', '/views');
    if (body.sets.every(({ serving, building }) => !serving.stale && serving.lag === '0' && building === undefined)) return;
  }
  throw new Error('The views were not rebuilt in time.');
}

describe('A data folder of version 0.1, opened by this version', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  let server: TestServer;
  beforeAll(async () => {
    execFileSync('tar', ['-xzf', join(KEPT, 'company.tar.gz'), '-C', folder.path, '--no-same-owner']);
    server = await startServer(data);
    await viewsOfThisVersion(server);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const find = async (query: string, after = answers.head) =>
    (await server.call<FoundCustomers>('GET', `/customers?q=${encodeURIComponent(query)}&after=${after}`)).body.customers;

  describe.each(answers.customers)('has the customer $query', ({ query, found, card, timeline, identifiers }) => {
    it('under the same id, with the same names and identifiers', async () => {
      expect(await find(query)).toMatchObject([found]);
      const { body } = await server.call<CustomerIdentity>('GET', `/customers/${found.id}/identity`);
      const known = body.nodes.map(({ type, value }) => `${type} ${value}`);
      expect(known.toSorted()).toEqual(identifiers.map(({ type, value }) => `${type} ${value}`).toSorted());
    });

    it('with the same figures and the same history', async () => {
      expect((await server.call('GET', `/customers/${found.id}`)).body).toMatchObject(card);
      const { body } = await server.call<TimelinePage>('GET', `/customers/${found.id}/timeline?limit=200`);
      expect(body.items).toMatchObject(timeline);
    });
  });

  it('keeps apart whom a person told apart, and together whom a person linked', async () => {
    const [one, two] = [await find('K-7001'), await find('K-8002')];
    expect([one.length, two.length, one[0]?.id === two[0]?.id]).toEqual([1, 1, false]);
    expect((await find('OLD-55'))[0]?.id).toBe((await find('K-5297'))[0]?.id);
  });

  it('knows again what was recorded, and goes on recording', async () => {
    const letter = {
      source: 'crm',
      externalId: 't-4',
      occurredAt: answers.customers[0]?.timeline.find(({ externalId }) => externalId === 't-4')?.occurredAt,
      kind: 'letter',
      channel: 'post',
      direction: 'outbound',
      department: 'marketing',
      subject: 'Our spring offers',
      parties: [
        {
          role: 'recipient',
          name: 'Ada Byron',
          identifiers: [{ type: 'customer-number', value: 'K-1001' }],
          address: { lines: ['1 Mill Lane'], postcode: 'CB1 2AB', city: 'Cambridge', country: 'GB' },
        },
      ],
    };
    expect(await server.call('POST', '/touchpoints', letter)).toMatchObject({ status: 200, body: { duplicate: true } });
    const next = await server.call('POST', '/touchpoints', { ...letter, externalId: 'next' });
    // Between the two, this version has named the installation.
    expect(next).toMatchObject({ status: 201, body: { position: String(Number(answers.head) + 2) } });
    const before = answers.customers[0]?.found;
    expect(await find('K-1001', next.body.position)).toMatchObject([
      { id: before?.id, touchpoints: Number(before?.touchpoints) + 1 },
    ]);
  });

  it('has what waited in quarantine, to be corrected', async () => {
    const { body } = await server.call<Quarantined>('GET', '/quarantine');
    expect(body).toMatchObject(answers.quarantine);
    const [item] = body.items;
    const corrected = { ...(JSON.parse(item?.body ?? '') as object), occurredAt: '2026-05-01T10:00:00Z' };
    const { status, body: recorded } = await server.call('POST', `/quarantine/${item?.id}/retry`, corrected);
    expect(status).toBe(201);
    expect(await find('quarantined@example.org', recorded.position)).toMatchObject([{ touchpoints: 1 }]);
  });
});
