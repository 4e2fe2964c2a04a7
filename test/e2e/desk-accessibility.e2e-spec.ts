import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser, type Look, newVisitor, sidewaysOverflow, violations } from './desk-browser.js';
import { ADA, recordCompany, sendRefused } from './desk-company.js';
import { startServer, temporaryFolder, type TestServer } from './server.js';

const LOOKS: readonly Look[] = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width: width === 390 ? 390 : 1280, colorScheme })),
);

describeInBrowser('axe finds nothing wrong', () => {
  const folder = temporaryFolder();
  let server: TestServer;
  let browser: Browser;
  let ada: string;

  beforeAll(async () => {
    server = await startServer(`${folder.path}/data`);
    ada = await recordCompany(server, 4);
    await sendRefused(server, 3);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    folder.remove();
  });

  describe.each(LOOKS)('at $width pixels, $colorScheme', (look) => {
    const broken: string[] = [];
    let page: Page;

    beforeAll(async () => {
      page = await newVisitor(browser, look, broken);
      await page.goto(`${server.url}/#token=${server.token}`);
      await page.getByRole('combobox').waitFor();
    });
    afterAll(() => page.context().close());
    afterEach(async () => {
      expect(await violations(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
      expect(broken).toEqual([]);
    });

    it('on the home page', async () => {
      await page.getByText('pair').waitFor();
    });

    it('on results', async () => {
      await page.getByRole('combobox').fill('ada');
      await page.getByRole('option').first().waitFor();
    });

    it('on a card with an open item', async () => {
      await page.goto(`${server.url}/c/${ada}`);
      await page.locator('[data-timeline-item]').first().click();
      await page.getByText('Recorded', { exact: true }).waitFor();
    });

    it('on why identifiers are linked, with the form that parts them', async () => {
      await page.getByRole('button', { name: 'Why linked' }).first().click();
      await page.getByRole('button', { name: 'Not the same person' }).click();
      await page.getByLabel('Reason').waitFor();
    });

    it('on the review queue', async () => {
      await page.goto(`${server.url}/review`);
      await page.locator('[data-review-item]').first().waitFor();
    });

    it('on the review queue of one customer', async () => {
      await page.goto(`${server.url}/review?customer=${ada}`);
      await page.getByRole('link', { name: ADA.name }).first().waitFor();
      await page.locator('[data-review-item]').first().waitFor();
    });

    it('on the menu of operations', async () => {
      await page.getByRole('button', { name: 'Operations' }).click();
      await page.getByRole('menuitem', { name: 'Views' }).waitFor();
    });

    it('on the quarantine, with an item open and another to be discarded', async () => {
      await page.goto(`${server.url}/refused`);
      const items = page.locator('[data-quarantined-item]');
      await items.nth(0).getByRole('button').click();
      await items.nth(0).getByLabel('As it came').waitFor();
      await items.nth(1).getByRole('button').click();
      await items.nth(1).getByRole('button', { name: 'Discard' }).click();
      await items.nth(1).getByLabel('Reason').waitFor();
    });

    it('on the views, with a question to answer', async () => {
      await page.goto(`${server.url}/editions`);
      await page.getByRole('button', { name: 'Rebuild' }).first().click();
      await page.getByRole('button', { name: 'Rebuild now' }).waitFor();
    });

    it('on recording by hand, with a refused field', async () => {
      await page.goto(`${server.url}/record?customer=${ada}`);
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
