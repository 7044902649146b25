import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import {
  accessibilityFaults,
  hasBrowser,
  launchBrowser,
  openPage,
  overflowOf,
  shoot,
  targetFaults,
} from './browser.js';
import { startScene, type Scene } from './scene.js';

const test = hasBrowser ? it : it.skip;
const kinds = [
  'home',
  'look-up-failed',
  'records',
  'landing',
  'landing-bare',
  'landing-hostile',
  'view-xml',
  'view-fair',
  'tombstone',
  'former-identifiers',
  'unknown-identifier',
  'not-found',
  'accessibility',
  'explorer',
  'self-check',
  'values',
  'not-acceptable',
  'credentials',
  'api-reference',
  'api-reference-group',
  'api-reference-search',
  'api-reference-errors',
];

let scene: Scene;
let browser: Browser;

beforeAll(async () => {
  if (!hasBrowser) return;
  scene = await startScene();
  browser = await launchBrowser();
}, 60_000);
const patience = 60_000;
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await scene.close();
});

const address = (kind: string, language = 'en') => {
  const path = scene.pages[kind] ?? '';
  return `${scene.app.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
};

describe.each(kinds)('page %s', (kind) => {
  for (const language of ['en', 'pl']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(
        `is accessible in ${language}, ${colorScheme}, and asks nobody else (needs chromium)`,
        async () => {
          const { page, faults, close } = await openPage(browser, scene.app.url, {
            colorScheme,
            viewport: { width: 1280, height: 900 },
          });
          await page.goto(address(kind, language));
          await shoot(page, `${kind}-${language}-${colorScheme}`);
          expect(await accessibilityFaults(page)).toEqual([]);
          expect(faults).toEqual([]);
          expect(await page.evaluate<string>('document.documentElement.lang')).toBe(language);
          await close();
        },
        patience,
      );
    }
  }

  test(
    'fits a window of 320 pixels and has targets of 24 (needs chromium)',
    async () => {
      const { page, faults, close } = await openPage(browser, scene.app.url, {
        viewport: { width: 320, height: 640 },
      });
      await page.goto(address(kind));
      await shoot(page, `${kind}-320`);
      expect(await overflowOf(page)).toBe(0);
      expect(await targetFaults(page)).toEqual([]);
      expect(await page.evaluate<boolean>("'broken' in window")).toBe(false);
      expect(faults).toEqual([]);
      await close();
    },
    patience,
  );
});
