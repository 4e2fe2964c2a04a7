import type { Page } from 'playwright-core';
import { type DeskBrowser, describeInBrowser, launchBrowser } from './desk-browser.js';
import { ADA, CHARLES, recordCompany } from './desk-company.js';
import { DESKTOP } from './desk-visits.js';
import { runCli, startServer, temporaryFolder, type TestServer } from './server.js';

const CALLS = 3;

describeInBrowser('The desk of somebody with a role', () => {
  const folder = temporaryFolder();
  const data = `${folder.path}/data`;
  let server: TestServer;
  let browser: DeskBrowser;
  let ada: string;
  beforeAll(async () => {
    server = await startServer(data);
    ada = await recordCompany(server, CALLS);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    folder.remove();
  });
  afterEach(() => expect(browser.takeBroken()).toEqual([]));

  /** Makes a token for somebody, and signs in with it. */
  async function signInAs(name: string, role: string): Promise<{ readonly page: Page; readonly id: string }> {
    const { code, output } = await runCli(['token', 'create', '--name', name, '--role', role, '--data', data]);
    expect(code).toBe(0);
    const token = /^touchstone_\S+$/m.exec(output)?.[0] ?? '';
    const id = /Its id is (\w+)/.exec(output)?.[1] ?? '';
    const page = await browser.newVisitor(server.url, DESKTOP);
    await page.goto(`${server.url}/#token=${token}`);
    await page.getByTitle(`Signed in as ${name} (${role})`).waitFor();
    return { page, id };
  }

  async function openAda(page: Page): Promise<void> {
    await page.goto(`${server.url}/c/${ada}`);
    await page.getByRole('heading', { level: 1, name: ADA.name }).waitFor();
    await page.getByRole('button', { name: 'Why linked', exact: true }).waitFor();
  }

  it('is theirs in each tab, also where another tab signed in as somebody else', async () => {
    const { page } = await signInAs('Flo Gent', 'agent');
    const other = await page.context().newPage();
    await other.goto(`${server.url}/#token=${server.token}`);
    await other.getByTitle('Signed in as Environment (admin)').waitFor();
    await page.reload();
    await page.getByTitle('Signed in as Flo Gent (agent)').waitFor();
    await page.goto(`${server.url}/views`);
    await page.getByRole('heading', { name: 'Views is not for you' }).waitFor();
  });

  it('shows an analyst everything to look at, and nothing that changes something', async () => {
    const { page } = await signInAs('Ann Lyst', 'analyst');
    await openAda(page);
    for (const name of ['Record', 'Link']) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Record', exact: true }).count()).toBe(0);
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.locator('[data-review-item]').filter({ hasText: CHARLES.name }).waitFor();
    expect(await page.getByRole('button', { name: 'Keep apart' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('menuitem', { name: 'Views' }).click();
    await page.getByText('Up to date').first().waitFor();
    expect(await page.getByRole('button', { name: 'Rebuild' }).count()).toBe(0);
    await page.goto(`${server.url}/quarantine`);
    await page.getByRole('heading', { name: 'Quarantine is not for you' }).waitFor();
    await page.getByText('It is for agent or admin; you are signed in as analyst.').waitFor();
  });

  it('lets an agent record and decide, and keeps operations from them', async () => {
    const { page } = await signInAs('Jane Roe', 'agent');
    await openAda(page);
    await page.getByRole('link', { name: 'Record', exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    const pair = page.locator('[data-review-item]').filter({ hasText: CHARLES.name });
    await pair.getByRole('button', { name: 'Keep apart' }).click();
    await pair.getByLabel('Reason').fill('They share the phone at home');
    await pair.getByRole('button', { name: 'Keep apart' }).click();
    await pair.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('menuitem', { name: 'Quarantine' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Views' }).count()).toBe(0);
    await page.goto(`${server.url}/views`);
    await page.getByRole('heading', { name: 'Views is not for you' }).waitFor();
  });

  it('shows an administrator everything, and by name who decided', async () => {
    const { page } = await signInAs('Ada Min', 'admin');
    await openAda(page);
    await page.getByRole('button', { name: 'Link', exact: true }).waitFor();
    const identity = await server.call<{ edges: { decidedBy?: string }[] }>('GET', `/api/v1/customers/${ada}/identity`);
    expect(identity.body.edges.map(({ decidedBy }) => decidedBy)).toContain('Jane Roe');
    await page.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('menuitem', { name: 'Views' }).click();
    await page.getByRole('button', { name: 'Rebuild' }).first().waitFor();
  });

  it('asks to sign in again as soon as a token is revoked, with the page open', async () => {
    const { page, id } = await signInAs('Gone Soon', 'agent');
    await openAda(page);
    expect(await runCli(['token', 'revoke', id, '--data', data])).toMatchObject({ code: 0 });
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.getByText('Sign in to Touchstone').waitFor();
  });

  it('says what is missing where the server refuses what the page offered', async () => {
    const { page } = await signInAs('Ann Other', 'analyst');
    // A page that was loaded before roles changed offers what the server then refuses.
    await page.route('**/api/v1/session', (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({ json: { id: 'x', name: 'Ann Other', kind: 'person', roles: ['agent'] } })
        : route.continue(),
    );
    await page.goto(`${server.url}/quarantine`);
    await page.getByText('This is for agent or admin. You come in as analyst.').waitFor();
    await page.unroute('**/api/v1/session');
  });
});
