import type { Browser, Page } from 'playwright-core';
import { launchBrowser, type Look, newVisitor } from './desk-browser.js';
import { recordCompany } from './desk-company.js';
import { startServer, temporaryFolder, type TestServer } from './server.js';

export const DESKTOP: Look = { width: 1280, colorScheme: 'light' };
export const PHONE: Look = { width: 390, colorScheme: 'dark' };

/** The desk of a server that tests visit, with what was recorded there. */
export interface VisitedDesk {
  readonly server: TestServer;
  /** Ada's customer id. */
  readonly ada: string;
  /** Signs in as somebody new; once a test. */
  readonly signIn: (look?: Look) => Promise<Page>;
}

/**
 * Starts a server with the people of `recordCompany` and a browser for the tests of this `describe`, and hands them to
 * `opened`. After each test the visitor leaves, and nothing may have broken in the page's scripts.
 */
export function visitDesk(calls: number, opened: (desk: VisitedDesk) => void): void {
  const folder = temporaryFolder();
  const broken: string[] = [];
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    server = await startServer(`${folder.path}/data`);
    const ada = await recordCompany(server, calls);
    browser = await launchBrowser();
    const signIn = async (look: Look = DESKTOP): Promise<Page> => {
      page = await newVisitor(browser, look, broken);
      await page.goto(`${server.url}/#token=${server.token}`);
      await page.getByRole('combobox').waitFor();
      return page;
    };
    opened({ server, ada, signIn });
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    folder.remove();
  });
  afterEach(async () => {
    await page.context().close();
    expect(broken.splice(0)).toEqual([]);
  });
}
