import type { Page } from 'playwright-core';
import { describeInBrowser, showIn, sidewaysOverflow, violations } from './desk-browser.js';
import { ADA, sendRefused } from './desk-company.js';
import { DESKTOP, embeddedDesk, PHONE, visitDesk, type VisitedDesk } from './desk-visits.js';

describeInBrowser('axe finds nothing wrong', () => {
  let desk: VisitedDesk;
  visitDesk(embeddedDesk, 4, (visited) => (desk = visited));
  beforeAll(() => sendRefused(desk.server, 3));

  describe.each([DESKTOP, PHONE])('at $width pixels, in light and in dark', (look) => {
    let page: Page;

    beforeAll(async () => {
      page = await desk.signIn(look);
    });
    afterEach(async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await showIn(page, colorScheme);
        expect([colorScheme, await violations(page)]).toEqual([colorScheme, []]);
        expect(await sidewaysOverflow(page)).toBe(0);
      }
    });

    it('on the home page', async () => {
      await page.getByText('pair').waitFor();
    });

    it('on results', async () => {
      await page.getByRole('combobox').fill('ada');
      await page.getByRole('option').first().waitFor();
    });

    it('on a card with an open item', async () => {
      await page.goto(`${desk.server.url}/c/${desk.ada}`);
      await page.locator('[data-timeline-item]').first().click();
      await page.getByText('Recorded', { exact: true }).waitFor();
    });

    it('on why identifiers are linked, with the form that parts them', async () => {
      await page.getByRole('button', { name: 'Why linked' }).first().click();
      await page.getByRole('button', { name: 'Not the same person' }).click();
      await page.getByLabel('Reason').waitFor();
    });

    it('on the review queue', async () => {
      await page.goto(`${desk.server.url}/review`);
      await page.locator('[data-review-item]').first().waitFor();
    });

    it('on the review queue of one customer', async () => {
      await page.goto(`${desk.server.url}/review?customer=${desk.ada}`);
      await page.getByRole('link', { name: ADA.name }).first().waitFor();
      await page.locator('[data-review-item]').first().waitFor();
    });

    it('on the menu of operations', async () => {
      await page.getByRole('button', { name: 'Operations' }).click();
      await page.getByRole('menuitem', { name: 'Views' }).waitFor();
    });

    it('on the quarantine, with an item open and another to be discarded', async () => {
      await page.goto(`${desk.server.url}/quarantine`);
      const items = page.locator('[data-quarantined-item]');
      await items.nth(0).getByRole('button').click();
      await items.nth(0).getByLabel('As it came').waitFor();
      await items.nth(1).getByRole('button').click();
      await items.nth(1).getByRole('button', { name: 'Discard' }).click();
      await items.nth(1).getByLabel('Reason').waitFor();
    });

    it('on the views, with a question to answer', async () => {
      await page.goto(`${desk.server.url}/views`);
      await page.getByRole('button', { name: 'Rebuild' }).first().click();
      await page.getByRole('button', { name: 'Rebuild now' }).waitFor();
    });

    it('on recording by hand, with a refused field', async () => {
      await page.goto(`${desk.server.url}/record?customer=${desk.ada}`);
      expect(await page.getByLabel('Value').first().inputValue()).toBe(ADA.number);
      await page.getByLabel('Amount').fill('much');
      await page.getByLabel('Currency').fill('GBP');
      await page.getByRole('button', { name: 'Record', exact: true }).click();
      await page.getByRole('alert').waitFor();
    });

    it('on signing in', async () => {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Access token').waitFor();
    });
  });
});
