import { existsSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE_MS = 10_000;

/** What a page is looked at with. */
export interface Look {
  readonly width: 1280 | 390;
  readonly colorScheme: 'light' | 'dark';
}

/** Tests that need a browser; skipped, and saying so, where there is none. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (existsSync(CHROMIUM)) describe(name, tests);
  else describe.skip(`${name} (skipped: no Chromium at ${CHROMIUM}; set CHROMIUM to its path)`, tests);
}

/** A browser with one page. To open another would cost more than most visits do, so one visitor uses it after the other. */
export interface DeskBrowser {
  /** Makes the page that of somebody new who visits `origin`: no cookies, nothing remembered. */
  newVisitor(origin: string, look: Look): Promise<Page>;
  /** What has broken in the page's scripts since this was last asked. */
  takeBroken(): string[];
  close(): Promise<void>;
}

export async function launchBrowser(): Promise<DeskBrowser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  return {
    async newVisitor(origin, { width, colorScheme }) {
      // An address of the same origin without scripts: nothing that is under way can remember anything any more.
      await page.goto(`${origin}/health/live`);
      await page.evaluate('sessionStorage.clear(); localStorage.clear()');
      await context.clearCookies();
      await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
      await page.emulateMedia({ colorScheme });
      return page;
    },
    takeBroken: () => broken.splice(0),
    close: () => browser.close(),
  };
}

/** Shows the page in another colour scheme; resolves when every colour has arrived: some change in steps. */
export async function showIn(page: Page, colorScheme: Look['colorScheme']): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
  await page.evaluate(
    '(async () => { while (document.getAnimations().length > 0) await new Promise(requestAnimationFrame); })()',
  );
}

/** What axe finds wrong, one line for each place; empty is as it should be. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const found = await page.evaluate<AxeResults['violations']>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`));
}

/** How many pixels the page is wider than the window. */
export async function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
