import { describe, expect, it } from '@jest/globals';
import { emptySummary } from '../../src/metadata/summary.js';
import { LandingPage } from '../../src/web/landing/landing-page.js';
import { TombstonePage } from '../../src/web/landing/tombstone-page.js';
import { renderDocument } from '../../src/web/page/html.js';
import { contextOf, fullSummary, recordOf } from './samples.js';

const landing = (record = recordOf(), context = contextOf()) =>
  renderDocument(<LandingPage context={context} record={record} />);

describe('LandingPage', () => {
  it('shows what the record says and how to get at the data', () => {
    const html = landing();
    for (const text of [
      '<h1 lang="en" dir="auto">Tide gauges of the Baltic</h1>',
      'Jane Doe',
      'https://orcid.org/0000-0002-1825-0097',
      'https://ror.org/03yrm5c26',
      '<a href="https://registry.example.org/21.T99999/abc">',
      'href="https://data.example.org/sets/1">Get the data</a>',
      'Creative Commons Attribution 4.0',
      'Hourly sea level',
      'levels.csv',
      '12 MiB',
      'National Science Centre, 2025/1',
      'Supplement to',
    ]) {
      expect(html).toContain(text);
    }
  });

  it('speaks Polish', () => {
    const html = landing(recordOf(), contextOf('pl'));
    expect(html).toContain('<html lang="pl">');
    expect(html).toContain('Pobierz dane');
  });

  it('makes do with an empty record', () => {
    const html = landing(recordOf({ summary: emptySummary(), files: [], dataUrl: undefined }));
    expect(html).toContain('Untitled record');
    expect(html).not.toContain('Get the data');
  });

  it('renders hostile metadata inert', () => {
    const summary = {
      ...fullSummary,
      titles: [{ value: '</title><script>alert(1)</script>' }],
      rights: [{ name: 'x', uri: 'javascript:alert(1)' }],
      relations: [{ relationType: 'Cites', identifierType: 'URL', identifier: 'java\nscript:alert(1)' }],
    };
    const html = landing(recordOf({ summary }));
    expect(html).not.toContain('<script>alert');
    expect(html).not.toMatch(/href="\s*java/i);
  });
});

describe('TombstonePage', () => {
  it('keeps what the record was, why it went and what replaces it', () => {
    const withdrawal = {
      date: '2026-05-06',
      reason: 'Personal data',
      replacedBy: { text: '10.1234/new', href: 'https://doi.org/10.1234/new' },
    };
    const html = renderDocument(<TombstonePage context={contextOf()} record={recordOf({ withdrawal })} />);
    for (const text of [
      'Tide gauges of the Baltic',
      'Jane Doe',
      '2026-05-06',
      'Personal data',
      'href="https://doi.org/10.1234/new"',
      'noindex',
      'How to cite',
      'Doe, J.',
      'data-title="IEEE"',
    ]) {
      expect(html).toContain(text);
    }
  });
});
