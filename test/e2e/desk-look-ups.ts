import type { Page } from 'playwright-core';
import { sidewaysOverflow } from './desk-browser.js';
import { ADA, ADAS_OTHERS } from './desk-company.js';
import { DESKTOP, PHONE, type VisitedDesk } from './desk-visits.js';

export const ITEM = '[data-timeline-item]';
const TRIES = 20;

/** Does it again until it does not throw. */
async function untilDone(attempt: () => Promise<void>): Promise<void> {
  for (let tried = 1; tried < TRIES; tried++) {
    try {
      return await attempt();
    } catch {
      continue;
    }
  }
  await attempt();
}

/** Opens Ada's card; resolves when the page listens to what comes. */
export async function openCard(page: Page, { server, ada }: VisitedDesk): Promise<void> {
  const listening = page.waitForResponse((response) => response.url().endsWith('/events'));
  await page.goto(`${server.url}/c/${ada}`);
  await page.locator(ITEM).first().waitFor();
  await listening;
}

/** Tests of what staff do all day, at each width; the same whichever edition serves the desk. */
export function testLookUps(visited: () => VisitedDesk): void {
  for (const look of [DESKTOP, PHONE]) {
    describe(`at ${look.width} pixels, ${look.colorScheme}`, () => {
      it('finds a customer by phone in any spelling, and opens the card with Enter', async () => {
        const page = await visited().signIn(look);
        expect(page.url()).not.toContain('token');
        const found = page.getByRole('option').filter({ hasText: ADA.name });
        for (const spelling of ['+44 20 7946 0018', '02079460018', '(020) 7946-0018', '0044 20 79460018']) {
          await page.getByRole('combobox').fill('');
          await found.waitFor({ state: 'detached' });
          await page.getByRole('combobox').fill(spelling);
          await found.waitFor();
        }
        // Charles rings from her phone: he is listed too, after her to whom it belongs.
        await page.getByText('All 2 matches.').waitFor();
        // Enter never opens one of several before the answer to what was typed last is there; pressed after it, it does.
        const heading = page.getByRole('heading', { level: 1, name: ADA.name });
        for (let tries = 0; tries < 20 && !(await heading.isVisible()); tries++) {
          await page.keyboard.press('Enter');
          await page.waitForTimeout(250);
        }
        await heading.waitFor();
        await page.getByText('Open complaint').waitFor();
        expect(await sidewaysOverflow(page)).toBe(0);
      });

      it('loads a history to its first contact, and opens an item', async () => {
        const page = await visited().signIn(look);
        await openCard(page, visited());
        await untilDone(async () => {
          await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
          await page.getByText('This is where it begins').waitFor({ timeout: 500 });
        });
        expect(await page.locator(ITEM).count()).toBe(visited().calls + ADAS_OTHERS);
        await page.locator(ITEM).filter({ hasText: 'Invoice 100' }).click();
        await page.getByText('She asked about invoice 100.').last().waitFor();
        expect(await sidewaysOverflow(page)).toBe(0);
      });

      it('records a touchpoint by hand and lands on the customer, who has it', async () => {
        const page = await visited().signIn(look);
        await page.goto(`${visited().server.url}/record`);
        await page.getByLabel('Name', { exact: true }).fill('Grace Hopper');
        await page.getByLabel('Known by').selectOption('email');
        await page.getByLabel('Value').fill(`grace-${look.width}@example.org`);
        await page.getByLabel('Subject').fill('A moth in the relay');
        await page.getByRole('button', { name: 'Record', exact: true }).click();
        await page.getByRole('heading', { level: 1, name: 'Grace Hopper' }).waitFor();
        await page.locator(ITEM).filter({ hasText: 'A moth in the relay' }).waitFor();
      });
    });
  }
}
