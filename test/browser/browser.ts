import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Where Debian puts Chromium; `scripts/install-test-tools.sh` installs it. */
const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));

/** True when there is a browser to test with. */
export const hasBrowser = executable !== undefined;

/** Chromium without a window, a sandbox (tests may run as root) or calls home. */
export async function launchBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error('no chromium: run scripts/install-test-tools.sh');
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const args = [...quiet, '--disable-component-update', '--disable-sync', '--no-sandbox'];
  return chromium.launch({ executablePath: executable, args });
}

/** A page with what went wrong on it: foreign requests, broken content policy, script errors. */
export interface WatchedPage {
  page: Page;
  faults: string[];
  close: () => Promise<void>;
}

/** Opens an empty page that watches itself. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) faults.push(`foreign request: ${url}`);
  });
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) faults.push(`policy: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
  return { page, faults, close: () => context.close() };
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds against WCAG 2.2 AA and good practice, one line each; the contrast rule is on. */
export const accessibilityFaults = (page: Page): Promise<string[]> => faultsBy(page, rules);

/** Links and controls below 24 pixels without room around them. Source: WCAG 2.2, 2.5.8. */
export const targetFaults = (page: Page): Promise<string[]> =>
  faultsBy(page, { type: 'rule', values: ['target-size'] });

async function faultsBy(page: Page, runOnly: RunOptions['runOnly']): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(runOnly)} })`);
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
}

/** How far the page is wider than its window, in pixels. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

const shotsFolder = process.env['WAYMARK_SHOTS'];

/** Writes a picture of the whole page when pictures are asked for (`npm run test:browser -- --shots DIR`). */
export async function shoot(page: Page, name: string): Promise<void> {
  if (shotsFolder === undefined) return;
  mkdirSync(shotsFolder, { recursive: true });
  await page.screenshot({ path: path.join(shotsFolder, `${name}.png`), fullPage: true });
}
