import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { hasBrowser, launchBrowser, openPage, overflowOf, shoot } from './browser.js';

const test = hasBrowser ? it : it.skip;
const patience = 60_000;
let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  if (!hasBrowser) return;
  app = await startTestApp();
  browser = await launchBrowser();
}, patience);
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await app.close();
});

/** Opens the page and waits until it lists the operations. */
async function openDocs(options: Parameters<typeof openPage>[2]) {
  const watched = await openPage(browser, app.url, options);
  await watched.page.goto(`${app.url}/api/docs`);
  await watched.page.waitForSelector('.opblock');
  return watched;
}

describe('page api-docs', () => {
  test(
    'fits a window of 320 pixels, breaks no policy and asks nobody else (needs chromium)',
    async () => {
      const { page, faults, close } = await openDocs({ viewport: { width: 320, height: 640 } });
      await shoot(page, 'api-docs-320');
      expect(await overflowOf(page)).toBe(0);
      expect(faults).toEqual([]);
      await close();
    },
    patience,
  );

  test(
    'says where the description is when scripts are off (needs chromium)',
    async () => {
      const { page, close } = await openPage(browser, app.url, { javaScriptEnabled: false });
      await page.goto(`${app.url}/api/docs`);
      expect(await page.innerText('body')).toContain('/api/openapi.json');
      await close();
    },
    patience,
  );
});
