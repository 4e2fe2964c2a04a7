import type { Page } from 'playwright-core';
import { type Look, sidewaysOverflow } from './desk-browser.js';
import { ADA, CHARLES, sendRefused } from './desk-company.js';
import { DESKTOP, PHONE, type VisitedDesk } from './desk-visits.js';

/** More than one page of the quarantine. */
const REFUSED = 30;

/** Tests of what those do who keep Touchstone running; the same whichever edition serves the desk. */
export function testOperations(visited: () => VisitedDesk): void {
  let page: Page;

  const signIn = async (look?: Look): Promise<void> => {
    page = await visited().signIn(look);
  };
  const total = async (): Promise<number> => {
    const { body } = await visited().server.call<{ total: number }>('GET', '/quarantine');
    return body.total;
  };
  const refused = (externalId: string) => page.locator('[data-quarantined-item]').filter({ hasText: externalId });
  const openQuarantine = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('menuitem', { name: 'Quarantine' }).click();
    await page.getByRole('heading', { level: 1, name: 'Quarantine' }).waitFor();
  };

  it('says so where nothing was refused', async () => {
    await signIn();
    await page.getByText('nothing waits').waitFor();
    await openQuarantine();
    await page.getByText('Nothing waits: everything that came in is recorded.').waitFor();
  });

  it('lists what was refused, oldest first, page by page', async () => {
    await sendRefused(visited().server, REFUSED);
    await signIn();
    await page.getByRole('link', { name: 'Correct refused touchpoints' }).click();
    await page.getByText(`${REFUSED} touchpoints wait.`).waitFor();
    const items = page.locator('[data-quarantined-item]');
    expect(await items.first().innerText()).toMatch(/amount\.value must be a decimal number[^]*test, refused-0/);
    expect(await items.count()).toBeLessThan(REFUSED);
    await page.getByRole('button', { name: 'Show more' }).click();
    await refused(`refused-${REFUSED - 1}`).waitFor();
    expect(await items.count()).toBe(REFUSED);
  });

  for (const look of [DESKTOP, PHONE]) {
    describe(`at ${look.width} pixels, ${look.colorScheme}`, () => {
      it('shows what came and where it is wrong, and records it corrected', async () => {
        const externalId = look === DESKTOP ? 'refused-0' : 'refused-1';
        const before = await total();
        await signIn(look);
        await openQuarantine();
        const item = refused(externalId).first();
        await item.getByRole('button').click();
        const body = item.getByLabel('As it came');
        await item.getByRole('button', { name: 'Show amount.value' }).click();
        const marked =
          'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)';
        expect(await page.evaluate(marked)).toBe('"value": "ten"');
        const came = await body.inputValue();
        // What is no JSON is not even sent.
        await body.fill(came.replace('"ten",', '"10.00"'));
        await item.getByRole('button', { name: 'Record the corrected one' }).click();
        await item.getByText('a comma is missing').waitFor();
        // What is still wrong is named, and what was corrected stays.
        await body.fill(came.replace('ten', '10,00'));
        await item.getByRole('button', { name: 'Record the corrected one' }).click();
        await item.getByText('Still wrong').waitFor();
        await body.fill(came.replace('ten', '10.00'));
        await item.getByRole('button', { name: 'Record the corrected one' }).click();
        await page.getByText('Recorded.', { exact: true }).waitFor();
        expect(await sidewaysOverflow(page)).toBe(0);
        expect(await total()).toBe(before - 1);
      });
    });
  }

  it('discards with a reason, by keys alone', async () => {
    const before = await total();
    await signIn();
    await page.getByRole('combobox').press('Tab');
    await page.keyboard.press('q');
    await page.locator('[data-quarantined]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    await page.getByLabel('Reason').waitFor();
    await page.keyboard.type('test data');
    // Over Cancel to the button that discards.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Discarded.', { exact: true }).waitFor();
    expect(await total()).toBe(before - 1);
    // The next one has the focus, and Enter opens it.
    await page.keyboard.press('Enter');
    await page.getByLabel('As it came').waitFor();
  });

  it('takes off the list what somebody else has settled', async () => {
    await signIn();
    await openQuarantine();
    const { server } = visited();
    const { body } = await server.call<{ items: { id: string }[] }>('GET', '/quarantine?limit=1');
    const first = page.locator('[data-quarantined-item]').first();
    await first.getByRole('button').click();
    await server.call('DELETE', `/quarantine/${body.items[0]?.id}`, { reason: 'sent twice' });
    await first.getByRole('button', { name: 'Try again as it is' }).click();
    await page.getByText('Somebody else had settled it already.', { exact: true }).waitFor();
  });

  it('builds views anew beside those that serve, and promotes them', async () => {
    await signIn(PHONE);
    await page.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('menuitem', { name: 'Views' }).click();
    const set = page.locator('[data-view-set="customers"]');
    await set.getByText('Up to date').waitFor();
    await set.getByText('There is no new edition to promote.').waitFor();
    expect(await set.getByRole('button', { name: 'Promote' }).isDisabled()).toBe(true);
    await set.getByRole('button', { name: 'Rebuild' }).click();
    await page.keyboard.press('Escape');
    await set.getByRole('button', { name: 'Rebuild' }).click();
    await set.getByRole('button', { name: 'Rebuild now' }).click();
    await set.getByText('Edition 2 has caught up: it can be promoted.').waitFor();
    await set.getByRole('button', { name: 'Promote' }).click();
    await set.getByRole('button', { name: 'Promote now' }).click();
    await set.getByText('Edition 2', { exact: true }).waitFor();
    await set.getByText('There is no new edition to promote.').waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  it('leads from a card to the pairs about that customer alone, and back', async () => {
    await signIn();
    const { server, ada } = visited();
    await page.goto(`${server.url}/c/${ada}`);
    await page.getByText('1 possible duplicate of this customer in review.').waitFor();
    await page.getByRole('link', { name: 'Review it' }).click();
    await page.getByText(`Only pairs with ${ADA.name}.`).waitFor();
    const pair = page.locator('[data-review-item]');
    await pair.filter({ hasText: CHARLES.name }).waitFor();
    expect(await pair.count()).toBe(1);
    await pair.getByRole('button', { name: 'Keep apart' }).click();
    await pair.getByLabel('Reason').fill('They share the phone at home');
    await pair.getByRole('button', { name: 'Keep apart' }).click();
    await page.getByText('Nothing about this customer waits for review.').waitFor();
    await page.getByRole('link', { name: ADA.name }).click();
    await page.getByRole('heading', { level: 1, name: ADA.name }).waitFor();
    await page.getByText('possible duplicate').waitFor({ state: 'detached' });
  });
}
