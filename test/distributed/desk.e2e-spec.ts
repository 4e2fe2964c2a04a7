import { describeInBrowser } from '../e2e/desk-browser.js';
import { ADA } from '../e2e/desk-company.js';
import { testLookUps } from '../e2e/desk-look-ups.js';
import { testOperations } from '../e2e/desk-operations.js';
import { type ServedDesk, visitDesk, type VisitedDesk } from '../e2e/desk-visits.js';
import type { TestServer } from '../e2e/server.js';
import { openGateway } from './gateway.js';
import { describeDistributed, installation } from './installation.js';

jest.setTimeout(120_000);

describeDistributed('The desk of the distributed edition', () => {
  describeInBrowser('behind the gateway', () => {
    const projectors: TestServer[] = [];
    let desk: VisitedDesk;
    visitDesk(serve, 12, (visited) => (desk = visited));

    async function serve(): Promise<ServedDesk> {
      const world = await installation();
      const ledger = await world.start('ledger');
      // Which makes the vault; the others need not wait for each other.
      const [customers, relay, ...pair] = await Promise.all([
        world.start('customers'),
        world.start('relay'),
        world.start('projector'),
        world.start('projector'),
      ]);
      projectors.push(...pair);
      const gateway = await openGateway({ ledger, customers });
      return {
        server: gateway,
        async close() {
          await gateway.close();
          const codes = await Promise.all([ledger, customers, ...projectors, relay].map((service) => service.stop()));
          await world.remove();
          expect(codes).toEqual([0, 0, 0, 0, 0]);
        },
      };
    }
    const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
      for (const { pid } of projectors) process.kill(pid, name);
    };

    testLookUps(() => desk);
    testOperations(() => desk);

    it('says how much of the log the views have still to read, and what was asked for, until a projector does it', async () => {
      const { server } = desk;
      const page = await desk.signIn();
      const set = page.locator('[data-view-set="recognition"]');
      signal('SIGSTOP');
      try {
        const { status } = await server.call('POST', '/touchpoints', {
          source: 'test',
          externalId: 'nobody-projects',
          occurredAt: '2026-01-05T10:00:00Z',
          kind: 'call',
          channel: 'phone',
          direction: 'inbound',
          department: 'service',
          parties: [{ role: 'caller', identifiers: [{ type: 'customer-number', value: ADA.number }] }],
        });
        expect(status).toBe(201);
        await page.goto(`${server.url}/views`);
        await set.getByText(/^[\d.]+ kB of the log behind$/).waitFor();
        await set.getByRole('button', { name: 'Rebuild' }).click();
        await set.getByRole('button', { name: 'Rebuild now' }).click();
        await set.getByText('Asked for; the projector does it in a moment.').waitFor();
        // It is not this page alone that knows.
        await page.reload();
        await set.getByText('Asked for; the projector does it in a moment.').waitFor();
        expect(await set.getByRole('button', { name: 'Rebuild' }).isDisabled()).toBe(true);
      } finally {
        signal('SIGCONT');
      }
      await set.getByText('Edition 2 has caught up: it can be promoted.').waitFor();
      await set.getByText('Up to date').waitFor();
    });
  });
});
