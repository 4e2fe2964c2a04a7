import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';

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

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A page of a visitor of its own: no cookies, nothing remembered. What breaks in the page's scripts goes to `broken`. */
export async function newVisitor(browser: Browser, { width, colorScheme }: Look, broken: string[]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 800 },
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (error) => broken.push(error.message));
  return page;
}

/** What axe finds wrong, one line for each place; empty is as it should be. */
export async function violations(page: Page): Promise<string[]> {
  // The page has no frames, which is what legacy mode is for; without it every look opens a second page.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`));
}

/** How many pixels the page is wider than the window. */
export async function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
