import type { Page } from 'playwright-core';
import { type DeskBrowser, launchBrowser, type Look } from './desk-browser.js';
import { recordCompany } from './desk-company.js';
import { startServer, temporaryFolder, type TestEndpoint } from './server.js';

export const DESKTOP: Look = { width: 1280, colorScheme: 'light' };
export const PHONE: Look = { width: 390, colorScheme: 'dark' };

/** What serves the desk, until it is closed. */
export interface ServedDesk {
  readonly server: TestEndpoint;
  close(): Promise<void>;
}

/** The desk of a server that tests visit, with what was recorded there. */
export interface VisitedDesk {
  readonly server: TestEndpoint;
  /** How many calls Ada made. */
  readonly calls: number;
  /** Ada's customer id. */
  readonly ada: string;
  /** Signs in as somebody new; once a test. */
  readonly signIn: (look?: Look) => Promise<Page>;
}

/**
 * Starts a desk with the people of `recordCompany` and a browser for the tests of this `describe`, and hands them to
 * `opened`. After each test nothing may have broken in the page's scripts.
 */
export function visitDesk(serve: () => Promise<ServedDesk>, calls: number, opened: (desk: VisitedDesk) => void): void {
  let desk: ServedDesk | undefined;
  let browser: DeskBrowser | undefined;
  beforeAll(async () => {
    desk = await serve();
    const { server } = desk;
    const ada = await recordCompany(server, calls);
    const launched = (browser = await launchBrowser());
    const signIn = async (look: Look = DESKTOP): Promise<Page> => {
      const page = await launched.newVisitor(server.url, look);
      await page.goto(`${server.url}/#token=${server.token}`);
      await page.getByRole('combobox').waitFor();
      return page;
    };
    opened({ server, calls, ada, signIn });
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });
  afterEach(() => expect(browser?.takeBroken()).toEqual([]));
}

/** The desk of the embedded edition. */
export async function embeddedDesk(): Promise<ServedDesk> {
  const folder = temporaryFolder();
  const server = await startServer(`${folder.path}/data`);
  return {
    server,
    async close() {
      await server.stop();
      folder.remove();
    },
  };
}
