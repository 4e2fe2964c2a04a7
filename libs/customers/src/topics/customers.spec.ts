import { randomUUID } from 'node:crypto';
import { asCustomerId, START } from '#events';
import type { PublishingReads, ReplayedMessage, ReplayPlace } from '#slice';
import { cloudEvent } from '#streaming';
import { contractBreaches } from '#streaming/testing';
import { CUSTOMERS_CONTRACT, customersTopic, type PublishedCustomer } from './customers.js';
import { replayedCustomers } from './replayed-customers.js';

const ADA = '0a0a0a0a-0000-4000-8000-000000000001';
const { headers } = cloudEvent(CUSTOMERS_CONTRACT, { id: randomUUID(), sequence: 1n, key: ADA, message: {} }, null, 'urn:test');
const CUSTOMER: PublishedCustomer = {
  id: ADA,
  position: '42',
  handles: [ADA],
  aliases: [],
  touchpoints: 1,
  channels: [{ key: 'phone', count: 1, lastAt: '2026-02-01T08:00:00Z' }],
  departments: [],
  kinds: [],
  roles: [],
  openCases: 1,
  amounts: [{ currency: 'EUR', purchases: '12.50', refunds: '0.00', costs: '0.00', other: '0.00' }],
};

describe('The topic of customers', () => {
  it('takes states, and null for who is nobody', () => {
    expect(contractBreaches(CUSTOMERS_CONTRACT, { headers, value: JSON.stringify(CUSTOMER) })).toEqual([]);
    expect(contractBreaches(CUSTOMERS_CONTRACT, { headers, value: null })).toEqual([]);
  });

  it('is broken by a time that is not one', () => {
    const value = JSON.stringify({ id: ADA, firstContactAt: 'yesterday' });
    expect(JSON.stringify(contractBreaches(CUSTOMERS_CONTRACT, { headers, value }))).toContain('/firstContactAt');
  });

  it('says of a hub that changed that its customer did, and leaves one that recognition does not know as it is', async () => {
    const reads: PublishingReads = {
      reader: () => ({ all: () => Promise.resolve([]), position: () => Promise.resolve(START) }),
    };
    const topic = customersTopic({
      published: () => ({
        customersOf: (hubs) =>
          Promise.resolve(new Map(hubs.filter((hub) => hub === 'hub').map((hub) => [hub, asCustomerId(ADA)]))),
        handlesOf: () => Promise.resolve(new Map()),
        formerIds: () => Promise.resolve(new Set()),
        customerCount: () => Promise.resolve(0),
        customersAfter: () => Promise.resolve([]),
      }),
    });
    expect(Object.keys(topic.alsoAnnouncedAs ?? {})).toEqual(['hubs']);
    expect(await topic.alsoAnnouncedAs?.hubs?.(reads)(['hub', 'new'])).toEqual(new Map([['hub', ADA]]));
  });
});

describe('Customers, published again', () => {
  it('are each there once as they are when their turn comes, also when somebody goes on after a page', async () => {
    const ids = Array.from({ length: 1200 }, (_, n) => `customer-${String(n).padStart(4, '0')}`);
    const there = new Set(ids);
    const source = replayedCustomers({
      customers: {
        customerCount: () => Promise.resolve(there.size),
        customersAfter: (id, limit) => Promise.resolve(ids.filter((each) => each > id).slice(0, limit)),
      },
      states: (asked) => Promise.resolve(new Map(asked.flatMap((id) => (there.has(id) ? [[id, { id }] as const] : [])))),
    });
    const told = async (after: ReplayPlace, pages = Infinity): Promise<[readonly ReplayedMessage[], ReplayPlace]> => {
      const messages: ReplayedMessage[] = [];
      let place = after;
      for await (const page of source.pages(after, await source.end())) {
        messages.push(...page.messages);
        place = page.last;
        if ((pages -= 1) === 0) break;
      }
      return [messages, place];
    };
    expect(await source.end()).toBe(1200n);
    const [first, place] = await told(source.start, 1);
    expect([first.length, place]).toEqual([500, { sequence: 500n, id: 'customer-0499' }]);
    there.delete('customer-0600');
    const [rest, end] = await told(place);
    expect([rest.length, end.sequence]).toEqual([699, 1200n]);
    expect((await told(end))[0]).toEqual([]);
    const all = [...first, ...rest];
    expect(all.map(({ key }) => key)).toEqual(ids.filter((id) => there.has(id)));
    expect(all.map(({ value }) => value)).toEqual(all.map(({ key }) => ({ id: key })));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1199);
  });
});
