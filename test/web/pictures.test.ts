import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { publish } from '../support/factories.js';
import { badgeSvg } from '../../src/web/landing/badge.js';
import { takeIn } from '../../src/metadata/take-in.js';

let app: TestApp;
const get = (path: string, headers: Record<string, string> = {}) =>
  app.call('GET', path, { root: true, token: null, headers });

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('badge and QR code of a record are pictures that any page may show and keep', async () => {
  const [one, other] = [await publish(app), await publish(app)];
  for (const picture of ['badge.svg', 'qr.svg']) {
    const answer = await get(`/share/${one.shareId}/${picture}`);
    expect([picture, answer.status, answer.headers.get('content-type')]).toEqual([
      picture,
      200,
      'image/svg+xml',
    ]);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(takeIn(answer.text)).toMatchObject({ accepted: true });
    expect((await get(`/share/${other.shareId}/${picture}`)).text).not.toBe(answer.text);
    const again = await get(`/share/${one.shareId}/${picture}`, {
      'if-none-match': answer.headers.get('etag') ?? '',
    });
    expect([again.status, again.text]).toEqual([304, '']);
  }
  expect((await get(`/share/${one.shareId}/badge.svg`)).text).toContain(one.pid);
  expect((await get('/share/nothing/badge.svg')).status).toBe(404);
});

it('a badge says whether its PID is a DOI, and keeps hostile names inert', () => {
  expect(badgeSvg('10.1234/abc')).toContain('>DOI</text>');
  expect(badgeSvg('21.T99999/abc')).toContain('>PID</text>');
  expect(badgeSvg('21.T99999/"><script>x</script>')).not.toContain('<script');
});
