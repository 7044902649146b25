import { describe, expect, it } from '@jest/globals';
import { emptySummary } from '../../src/metadata/summary.js';
import { citationCard } from '../../src/web/embed/citation-card.js';
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

  it('tells search engines and reference managers in their own tags', () => {
    const html = landing();
    for (const tag of [
      '<meta name="citation_title" content="Tide gauges of the Baltic"',
      '<meta name="citation_author" content="Doe, Jane"',
      '<meta name="citation_publication_date" content="2026/02/03"',
      '<meta name="citation_publisher" content="Waymark"',
      '<meta name="DC.title" content="Mareografy Bałtyku" lang="pl"',
      '<meta name="DC.identifier" content="https://registry.example.org/21.T99999/abc"',
      '<meta name="DCTERMS.license" content="https://creativecommons.org/licenses/by/4.0/"',
      '<meta property="og:title" content="Tide gauges of the Baltic"',
      '<meta property="og:url" content="https://registry.example.org/share/s1"',
      '<meta property="og:locale" content="en_GB"',
      '<meta name="twitter:card" content="summary"',
      '<link rel="canonical" href="https://registry.example.org/share/s1"',
      '<link rel="alternate" hreflang="pl" href="https://registry.example.org/share/s1?lang=pl"',
    ])
      expect(html).toContain(tag);
    expect(landing(recordOf({ pid: '10.1234/abc' }))).toContain(
      '<meta name="citation_doi" content="10.1234/abc"',
    );
  });

  it('keeps marks that turn the direction of text out of citations and of the title of the window', () => {
    const creator = '\u202eeoD';
    const title = '\u202egnitset \u2066abc';
    const record = recordOf({
      summary: {
        ...fullSummary,
        titles: [{ value: title }],
        creators: [{ name: creator, affiliations: [] }],
      },
    });
    const html = landing(record);
    expect(html).toContain(`<bdi class="name">${creator}</bdi>`);
    const lines = [
      ...[...html.matchAll(/<p id="citation-[^>]*>([^<]*)</g)].map(([, citation]) => citation),
      /<title>([^<]*)</.exec(html)?.[1],
      citationCard(record),
    ];
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(line).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  it('leaves room for the rest of the page where there are hundreds of creators', () => {
    const creators = Array.from({ length: 400 }, (_, index) => ({
      name: `Author ${index}.`,
      affiliations: [],
    }));
    const html = landing(recordOf({ summary: { ...fullSummary, creators } }));
    const [atOnce = '', behind = ''] = html.slice(html.indexOf('<h1')).split('and 376 more</summary>');
    expect([...atOnce.matchAll(/class="name">Author/g)].length).toBe(24);
    expect([...behind.matchAll(/class="name">Author/g)].length).toBe(376);
  });

  it('links the identifiers that have a resolver', () => {
    const identifiers = [
      { type: 'DOI', value: '10.1234/abc' },
      { type: 'local', value: 'shelf 7' },
    ];
    const html = landing(recordOf({ summary: { ...fullSummary, identifiers } }));
    expect(html).toContain('<a href="https://doi.org/10.1234/abc"><bdi>10.1234/abc</bdi></a>');
    expect(html).toContain('<bdi>shelf 7</bdi>');
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
