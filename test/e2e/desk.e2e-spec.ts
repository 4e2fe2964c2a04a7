import type { Page } from 'playwright-core';
import { describeInBrowser } from './desk-browser.js';
import { ADA } from './desk-company.js';
import { ITEM, openCard, testLookUps } from './desk-look-ups.js';
import { testOperations } from './desk-operations.js';
import { embeddedDesk, visitDesk, type VisitedDesk } from './desk-visits.js';

const CALL = {
  source: 'elsewhere',
  occurredAt: '2024-02-01T09:00:00Z',
  kind: 'call',
  channel: 'phone',
  direction: 'inbound',
  department: 'service',
};
/** More than one page of the timeline. */
const CALLS = 55;

describeInBrowser('The desk', () => {
  let desk: VisitedDesk;
  let page: Page;
  visitDesk(embeddedDesk, CALLS, (visited) => (desk = visited));

  const signIn = async (): Promise<void> => {
    page = await desk.signIn();
  };
  const openAda = (): Promise<void> => openCard(page, desk);
  const names = async (): Promise<(string | undefined)[]> =>
    (await page.getByRole('option').allInnerTexts()).map((text) => text.split('\n')[0]);
  const decide = async (reason: string, action: string): Promise<void> => {
    await page.getByLabel('Reason').fill(reason);
    await page.getByLabel('Your name').fill('Jane Roe');
    await page.getByRole('button', { name: action }).click();
  };
  const record = async (touchpoint: object): Promise<void> => {
    const { status } = await desk.server.call('POST', '/touchpoints', { ...CALL, ...touchpoint });
    expect(status).toBe(201);
  };

  testOperations(() => desk);
  testLookUps(() => desk);

  it('shows everybody a name fits, and picks none of several', async () => {
    await signIn();
    await record({
      externalId: 'other-ada',
      parties: [{ role: 'caller', name: 'Ada Byronson', identifiers: [{ type: 'email', value: 'a.b@example.org' }] }],
    });
    await page.keyboard.type('ada byr');
    await page.getByText('All 2 matches.').waitFor();
    expect(new Set(await names())).toEqual(new Set(['Ada Byron', 'Ada Byronson']));
  });

  it('goes through timeline and back by keys', async () => {
    await signIn();
    await openAda();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    expect(await page.locator(ITEM).nth(1).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('combobox');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Keyboard').first().waitFor();
  });

  it('narrows the timeline down by channel and by words, and back', async () => {
    await signIn();
    await openAda();
    await page.getByRole('button', { name: /^Channel/ }).click();
    await page.getByLabel('Store', { exact: true }).check();
    await page.keyboard.press('Escape');
    await page.locator(ITEM).filter({ hasText: 'Charged twice' }).waitFor({ state: 'detached' });
    expect(await page.locator(ITEM).count()).toBe(3);
    await page.getByLabel('Words in the timeline').fill('lamps 2');
    await page.locator(ITEM).filter({ hasText: 'lamps 1' }).waitFor({ state: 'detached' });
    expect(await page.locator(ITEM).count()).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator(ITEM).filter({ hasText: 'Charged twice' }).waitFor();
  });

  it('shows what somebody else records while the card is open', async () => {
    await signIn();
    await openAda();
    const item = page.locator(ITEM).filter({ hasText: 'Live from the contact centre' });
    expect(await item.count()).toBe(0);
    const parties = [{ role: 'caller', identifiers: [{ type: 'customer-number', value: ADA.number }] }];
    await record({ externalId: 'live', occurredAt: '2026-01-05T10:00:00Z', subject: 'Live from the contact centre', parties });
    await item.waitFor();
  });

  it('says why identifiers are one customer, and splits them with a reason', async () => {
    await signIn();
    await openAda();
    await page.getByRole('button', { name: `Why Loyalty card ${ADA.card} is linked` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('One customer: 1 link').waitFor();
    await dialog.getByRole('button', { name: 'Not the same person' }).click();
    await decide('The card is her sister’s', 'Keep them apart');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Open the other one' }).click();
    await page.locator(ITEM).filter({ hasText: 'Looked at lamps 2' }).waitFor();
    expect(await page.locator(ITEM).filter({ hasText: 'Invoice' }).count()).toBe(0);
    expect(page.url()).not.toContain(desk.ada);
  });

  it('asks about people whom a shared phone would make one, and keeps them apart with a reason', async () => {
    for (const [name, value] of [
      ['Alan Turing', 'K-200001'],
      ['Kurt Friedrich', 'K-200002'],
    ] as const) {
      const identifiers = [
        { type: 'customer-number', value },
        { type: 'phone', value: '+44 20 7946 0777' },
      ];
      await record({ externalId: `shared-${value}`, parties: [{ role: 'caller', name, identifiers }] });
    }
    await signIn();
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    const pair = page.locator('[data-review-item]').filter({ hasText: 'Kurt Friedrich' });
    await pair.getByText('more than 1').waitFor();
    await pair.getByRole('button', { name: 'Keep apart' }).click();
    await pair.getByLabel('Reason').fill('They share the phone at home');
    await pair.getByLabel('Your name').fill('Jane Roe');
    await pair.getByRole('button', { name: 'Keep apart' }).click();
    await pair.waitFor({ state: 'detached' });
    await page.reload();
    await page
      .getByText(/^Blocked/)
      .first()
      .waitFor();
    await page.getByText('Nothing waits for review.').waitFor();
  });

  it('looks back to an earlier day, and returns', async () => {
    await signIn();
    await openAda();
    await page.getByRole('button', { name: 'Time travel' }).click();
    await page.getByLabel('What had happened by').fill('2024-03-08T12:00');
    await page.getByRole('button', { name: 'Look back' }).click();
    await page.getByText('You are looking back.').waitFor();
    await page.getByText('This is where it begins').waitFor();
    expect(await page.locator(ITEM).count()).toBe(2);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.locator(ITEM).filter({ hasText: 'Your invoices' }).waitFor();
  });

  it('names the field that the server refused, and keeps what was entered', async () => {
    await signIn();
    await page.goto(`${desk.server.url}/record`);
    await page.getByLabel('Known by').selectOption('email');
    await page.getByLabel('Value').fill('noreply@example.org');
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Value').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Value').inputValue()).toBe('noreply@example.org');
  });

  it('signs out, refuses a wrong token, and goes on where it was with the right one', async () => {
    await signIn();
    await openAda();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access token').fill('not-the-token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This token is not known here').waitFor();
    await page.getByLabel('Access token').fill(desk.server.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: ADA.name }).waitFor();
    await page.locator(ITEM).first().waitFor();
  });
});
