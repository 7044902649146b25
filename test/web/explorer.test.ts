import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { dublinCore, localServiceId, publish } from '../support/factories.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ OAI_PAGE_RECORDS: '2' });
  for (const title of ['One', 'Two', 'Three', 'Four <b>'])
    await publish(app, dublinCore(title.replace('<', '&lt;')));
});
afterAll(() => app.close());

const page = (path: string, language = 'en') =>
  app.call('GET', path, { root: true, token: null, headers: { 'accept-language': language } });

describe('the explorer', () => {
  it('shows the endpoint, its formats and sets with counts, and a card to copy', async () => {
    const { status, text } = await page('/oai');
    const serviceId = await localServiceId(app);
    expect(status).toBe(200);
    expect(text).toContain(`${app.url}/oai_pmh`);
    expect(text).toContain('http://www.openarchives.org/OAI/2.0/oai_dc.xsd');
    expect(text).toMatch(new RegExp(`${serviceId}</a></th><td>[^<]+</td><td>4</td>`));
    expect(text).toContain(`OAI-PMH base URL: ${app.url}/oai_pmh`);
  });

  it('builds requests that the endpoint takes', async () => {
    const { text } = await page('/oai');
    const links = [...text.matchAll(/href="(\/oai_pmh\?[^"]*)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    );
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) {
      const answer = await page(link);
      expect(answer.status).toBe(200);
      if (!link.includes('edm') && !link.includes('datacite')) expect(answer.text).not.toContain('<error');
    }
  });

  it('speaks Polish, too', async () => {
    expect((await page('/oai', 'pl')).text).toContain('Przeglądarka OAI-PMH');
  });
});

describe('the self-check', () => {
  it('keeps every rule of the protocol, and names what aggregators miss', async () => {
    const { status, text } = await page('/oai/check');
    expect(status).toBe(200);
    expect(text).toContain('23 of 23 rules are kept.');
    expect(text).not.toContain('failed:');
    expect(text).toContain('What OpenAIRE expects');
    expect(text).toContain('publisher');
    expect(text).toContain('Of the 4 newest records 4 lack something:');
    expect(text).toContain('Four &lt;b>');
  });
});
