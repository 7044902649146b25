import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { hasBrowser, launchBrowser, openPage, overflowOf, shoot } from './browser.js';
import { readQrCode } from './qr-code.js';
import { startScene, type Scene } from './scene.js';

const test = hasBrowser ? it : it.skip;
let scene: Scene;
let browser: Browser;

beforeAll(async () => {
  if (!hasBrowser) return;
  scene = await startScene();
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await scene.close();
});
const address = (kind: string) => scene.app.url + (scene.pages[kind] ?? '');

describe('a very long description', () => {
  test('reads from top to bottom in a window of its own (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url);
    await page.goto(address('landing-hostile'));
    const display = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('.long-text')).display",
    );
    expect(display).toBe('block');
    await close();
  });
});

describe('with scripts off', () => {
  test('the landing page is complete: six citations, exports, views, links (needs chromium)', async () => {
    const { page, faults, close } = await openPage(browser, scene.app.url, { javaScriptEnabled: false });
    await page.goto(address('landing'));
    await shoot(page, 'landing-no-scripts');
    const text = await page.innerText('main');
    for (const part of [
      'Tide gauges of the Baltic',
      'Jane Doe',
      'Get the data',
      'levels-2025.csv',
      'How it was measured',
      'APA',
      'Harvard',
      'MLA',
      'Vancouver',
      'Chicago',
      'IEEE',
      'Other title',
    ]) {
      expect(text).toContain(part);
    }
    expect(await page.locator('.citation:visible').count()).toBe(6);
    expect(await page.locator('button:visible').count()).toBe(0);
    await page.click('#export summary');
    const download = page.waitForEvent('download');
    await page.click('#export a:has-text("BibTeX")');
    expect((await download).suggestedFilename()).toMatch(/^21\.T99999_.*\.bib$/);
    expect(faults).toEqual([]);
    await close();
  });

  test('the look-up box leads to the page of a PID (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url, { javaScriptEnabled: false });
    await page.goto(address('landing'));
    const pid = new URL(await page.innerText('#pid')).pathname.slice(1);
    await page.goto(address('home'));
    await page.fill('#pid', `hdl:${pid}`);
    await page.click('button[type=submit]');
    expect(await page.innerText('h1')).toBe('Tide gauges of the Baltic');
    await close();
  });
});

describe('the pictures of a record', () => {
  test('the QR code is read as the full link of the PID (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url);
    await page.goto(address('landing'));
    await page.click('details:has(img[src$="qr.svg"]) summary');
    const pidUrl = await page.getAttribute('#pid', 'href');
    expect(pidUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/21\.T99999\/./);
    expect(await readQrCode(page, 'img[src$="qr.svg"]')).toBe(pidUrl);
    await close();
  });

  test('the badge shows the whole PID inside of its field (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url);
    await page.goto(address('landing'));
    const pid = new URL(await page.innerText('#pid')).pathname.slice(1);
    const badge = page.locator('img[src$="badge.svg"]');
    await badge.scrollIntoViewIfNeeded();
    await badge.evaluate('(picture) => picture.decode()');
    expect((await badge.boundingBox())?.width).toBeGreaterThan(100);
    await page.goto(`${address('landing')}/badge.svg`);
    const shown = await page.evaluate<{ text: string; fits: boolean }>(`(() => {
      const text = document.querySelectorAll('text')[1];
      const [inner, field] = [text.getBBox(), document.querySelectorAll('rect')[1].getBBox()];
      return { text: text.textContent, fits: inner.x >= field.x && inner.x + inner.width <= field.x + field.width };
    })()`);
    expect(shown).toEqual({ text: pid, fits: true });
    await close();
  });

  test('the map is drawn where the coverage is (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url);
    await page.goto(address('landing'));
    await page.locator('img.map').scrollIntoViewIfNeeded();
    await page.waitForFunction("document.querySelector('img.map').complete");
    expect(await page.evaluate<number>("document.querySelector('img.map').naturalWidth")).toBe(640);
    expect(await page.innerText('figcaption')).toContain('Baltic Sea');
    await close();
  });
});

describe('the API reference', () => {
  test('finds an operation and leads to it with scripts off (needs chromium)', async () => {
    const { page, faults, close } = await openPage(browser, scene.app.url, { javaScriptEnabled: false });
    await page.goto(address('api-reference'));
    await page.fill('#q', 'register group handles');
    await page.click('button[type=submit]');
    expect(await page.locator('.operations li').count()).toBe(1);
    await page.click('.operations a');
    const operation = page.locator('section.operation:target, section.operation:has(:target)');
    expect(await operation.locator('.route').innerText()).toContain('/groups/{id}/handles');
    const text = await operation.innerText();
    for (const part of ['metadataSchema', 'curl -X POST', 'handleId', 'badValueXML'])
      expect(text).toContain(part);
    await page.click('a:has-text("badValueXML")');
    expect(await page.locator(':target').innerText()).toContain('badValueXML');
    expect(faults).toEqual([]);
    await close();
  });
});

describe('the API reference on a narrow screen', () => {
  test('has no page that is wider than its window (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url, { viewport: { width: 320, height: 640 } });
    await page.goto(address('api-reference'));
    const groups = await page.locator('.operations').count();
    const links = await page.evaluate<string[]>(
      "[...document.querySelectorAll('h2 a')].map((link) => link.href)",
    );
    expect(links.length).toBe(groups);
    for (const link of links) {
      await page.goto(link);
      expect([link, await overflowOf(page)]).toEqual([link, 0]);
    }
    await close();
  }, 60_000);
});

describe('with scripts on', () => {
  test('copy, cite and export work (needs chromium)', async () => {
    const { page, faults, close } = await openPage(browser, scene.app.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.goto(address('landing'));
    const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');

    await page.click('.pid-box button');
    expect(await page.innerText('.pid-box [role=status]')).toBe('Copied');
    expect(await clipboard()).toBe(await page.innerText('#pid'));

    expect(await page.locator('.citation:visible').count()).toBe(1);
    await page.selectOption('cite-picker select', 'IEEE');
    expect(await page.locator('.citation:visible h3').innerText()).toBe('IEEE');
    await page.click('.citation:visible button');
    expect(await clipboard()).toBe((await page.locator('.citation:visible p').innerText()).trim());

    await page.click('#export summary');
    const answer = page.waitForResponse(/format=schemaorg/);
    await page.click('#export a:has-text("schema.org")');
    expect((await answer).headers()['content-type']).toBe('application/vnd.schemaorg.ld+json');
    expect(faults).toEqual([]);
    await close();
  });

  test('the keyboard reaches the content first, and everything with a visible focus (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url);
    await page.goto(address('landing'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.className')).toBe('skip-link');
    await shoot(page, 'landing-focus');
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).not.toBe('none');
    }
    await close();
  });

  test('a first view weighs at most 60 KB and is painted at once (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url);
    let bytes = 0;
    page.on('response', (response) => {
      bytes += Number(response.headers()['content-length'] ?? 0);
    });
    await page.goto(address('landing'), { waitUntil: 'networkidle' });
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(60 * 1024);
    await close();
  });

  test('it prints without its surroundings (needs chromium)', async () => {
    const { page, close } = await openPage(browser, scene.app.url);
    await page.goto(address('landing'));
    await page.emulateMedia({ media: 'print' });
    await shoot(page, 'landing-print');
    for (const hidden of ['.site-header', '.site-footer', '.actions', '.share'])
      expect(await page.isVisible(hidden)).toBe(false);
    expect(await page.isVisible('h1')).toBe(true);
    await close();
  });
});
