import { describe, expect, it } from '@jest/globals';
import { lookedUpPath } from '../../src/web/home/looked-up-name.js';
import { referenceTexts } from '../../src/web/api-reference/texts.js';
import { chooseLanguage, textsOf } from '../../src/web/languages/language.js';
import { isNotModified, validatorsOf } from '../../src/web/machine/conditional.js';
import { dcatDataset, dcatPrefixes } from '../../src/web/machine/dcat.js';
import { toJsonLd, toRdfXml, toTurtle } from '../../src/web/machine/rdf.js';
import { takeIn } from '../../src/metadata/take-in.js';
import { languageTag } from '../../src/web/page/language-tag.js';
import { webLink } from '../../src/web/page/links.js';
import { renderMarkdown } from '../../src/web/page/markdown.js';
import { PageCache } from '../../src/web/page/page-cache.js';
import { bytesText } from '../../src/web/page/values.js';
import { accessRightOf } from '../../src/web/record/access-right.js';
import { pidUrl } from '../../src/web/record/pid-link.js';
import { fullSummary, recordOf } from './samples.js';

describe('Markdown of strangers', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](java\nscript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '![x](https://elsewhere.example/pixel.png)',
    '<https://user:password@example.org>',
  ])('renders %j inert', (text) => {
    const html = renderMarkdown(text);
    expect(html).not.toMatch(/<(script|img)|href="(?!https:\/\/[^@"]*")/);
  });

  it('keeps headings below the page, without leaving a level out', () => {
    const levels = (text: string) =>
      [...renderMarkdown(text).matchAll(/<h(\d)>/g)].map(([, level]) => level).join('');
    expect(levels('# a\n## b\n# c')).toBe('343');
    expect(levels('## a\n###### b')).toBe('34');
    expect(levels('text')).toBe('');
  });

  it('marks links as foreign', () => {
    expect(renderMarkdown('[a](https://example.org/)')).toContain(
      '<a href="https://example.org/" rel="nofollow ugc">a</a>',
    );
  });
});

describe('links', () => {
  it.each([
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'ftp://a',
    'mailto:a@b',
    'https://u@a.example',
    'x',
    '',
    undefined,
    null,
  ])('%j is none', (text) => {
    expect(webLink(text)).toBeUndefined();
  });
  it('come out as the parser spells them', () => {
    expect(webLink(' HTTPS://A.example/ü"<> ')).toBe('https://a.example/%C3%BC%22%3C%3E');
  });
  it.each([
    [{ pid: '10.1234/a b', public_handle: 'doi:10.1234/a b' }, 'https://doi.org/10.1234/a%20b'],
    [{ pid: '21.T1/x', public_handle: 'http://hdl.handle.net/21.T1/x' }, 'https://hdl.handle.net/21.T1/x'],
    [{ pid: '21.T1/x', public_handle: 'https://r.example/21.T1/x' }, 'https://r.example/21.T1/x'],
  ])('of PIDs are full addresses', (handle, url) => {
    expect(pidUrl(handle)).toBe(url);
  });
  it.each([
    ['21.T99999/abc', '/21.T99999/abc'],
    [' doi:10.1234/x ', '/10.1234/x'],
    ['https://doi.org/10.1234/a%2Fb', '/10.1234/a/b'],
    ['https://hdl.handle.net/21.T1/x?noredirect', '/21.T1/x'],
    ['hdl:21.T1/x', '/21.T1/x'],
    ['nonsense', undefined],
    ['https://example.org/about/us', undefined],
    ['//evil.example/1/2', undefined],
  ])('are found in what readers type: %j', (typed, path) => {
    expect(lookedUpPath(typed)).toBe(path);
  });
});

describe('conditional requests', () => {
  const validators = validatorsOf(['a', 1], '2026-02-03T04:05:06.789Z');
  it.each([
    [{ 'if-none-match': validators.etag }, true],
    [{ 'if-none-match': `W/${validators.etag}, "x"` }, true],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': '"x"', 'if-modified-since': validators.lastModified }, false],
    [{ 'if-modified-since': validators.lastModified }, true],
    [{ 'if-modified-since': 'Mon, 02 Feb 2026 00:00:00 GMT' }, false],
    [{ 'if-modified-since': 'nonsense' }, false],
    [{}, false],
  ])('%j', (headers, expected) => {
    expect(isNotModified(headers, validators)).toBe(expected);
  });
});

describe('DCAT', () => {
  const nasty = recordOf({
    summary: {
      ...fullSummary,
      titles: [{ value: 'a"\\\n<b>\u0001', language: 'x"y' }],
      relations: [
        { relationType: 'References', identifierType: 'URL', identifier: 'https://e.example/{}|^`<>' },
      ],
    },
    files: [{ name: 'f\u0000', url: 'https://e.example/a b', size: 1, mediaType: 'text/csv; charset=utf-8' }],
  });
  it('is well-formed XML whatever the texts are', () => {
    expect(takeIn(toRdfXml([dcatDataset(nasty)], dcatPrefixes))).toMatchObject({ accepted: true });
  });
  it('escapes texts and addresses in Turtle', () => {
    const turtle = toTurtle([dcatDataset(nasty)], dcatPrefixes);
    expect(turtle).toContain('dct:title "a\\"\\\\\\n<b>');
    expect(turtle).not.toContain('@x"y');
    for (const [, iri] of turtle.matchAll(/(?<!\w)<(https?:[^>]*)>/g))
      expect(iri).not.toMatch(/[\s"{}|^`\\]/);
  });
  it.each([
    ['2026', '"2026"^^xsd:gYear'],
    ['2026-02', '"2026-02"^^xsd:gYearMonth'],
    ['2026-02-28', '"2026-02-28"^^xsd:date'],
    ['2026-13-45', '"2026-13-45"'],
    ['about 1900', '"about 1900"'],
  ])('gives the date %j the datatype of its precision', (value, literal) => {
    const record = recordOf({ summary: { ...fullSummary, dates: [{ type: 'Issued', value }] } });
    expect(toTurtle([dcatDataset(record)], dcatPrefixes)).toContain(`dct:issued ${literal} ;`);
  });
  it('says the same in JSON-LD', () => {
    const graph = JSON.parse(toJsonLd([dcatDataset(recordOf())], dcatPrefixes));
    expect(graph['@graph'][0]).toMatchObject({
      '@type': ['dcat:Dataset'],
      'dcat:distribution': [{ '@type': ['dcat:Distribution'] }],
    });
  });
});

describe('small things', () => {
  it('languages: query, cookie, header, English', () => {
    expect(chooseLanguage({ query: 'pl', cookie: 'lang=en' })).toBe('pl');
    expect(chooseLanguage({ query: 'xx', cookie: 'a=b; lang=pl', acceptLanguage: 'en' })).toBe('pl');
    expect(chooseLanguage({ acceptLanguage: 'de, pl-PL;q=0.8, en;q=0.7' })).toBe('pl');
    expect(chooseLanguage({ acceptLanguage: 'de' })).toBe('en');
  });
  it.each([
    [0, '0 plików', '0 operacji'],
    [1, '1 plik', '1 operacja'],
    [2, '2 pliki', '2 operacje'],
    [5, '5 plików', '5 operacji'],
    [12, '12 plików', '12 operacji'],
    [22, '22 pliki', '22 operacje'],
    [111, '111 plików', '111 operacji'],
    [1.5, '1.5 pliku', '1.5 operacji'],
  ])('counts take the Polish form of %d', (count, files, operations) => {
    expect([textsOf('pl').record.fileCount(count), referenceTexts('pl').operations(count)]).toEqual([
      files,
      operations,
    ]);
  });
  it('language tags of records are checked', () => {
    expect(['en', 'PL-pl', 'x"y', '', 'english-language-of-a-record', undefined].map(languageTag)).toEqual([
      'en',
      'pl-PL',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
  it('bytes are binary and written as the language does', () => {
    expect([0, 1023, 1536, 12_582_912].map((bytes) => bytesText(bytes, 'pl'))).toEqual([
      '0 B',
      '1023 B',
      '1,5 KiB',
      '12 MiB',
    ]);
  });
  it('access rights are read from the rights', () => {
    expect(accessRightOf(fullSummary).isFree).toBe(true);
    expect(
      accessRightOf({ ...fullSummary, rights: [{ uri: 'info:eu-repo/semantics/restrictedAccess' }] }),
    ).toEqual({ uri: 'http://purl.org/coar/access_right/c_16ec', isFree: false });
  });
  it('the page cache keeps the pages used last within its bytes', () => {
    const cache = new PageCache(160);
    const page = { body: Buffer.alloc(10), link: '' };
    for (let n = 0; n < 16; n++) cache.set(String(n), page);
    expect(cache.get('0')).toBeDefined();
    cache.set('16', page);
    expect(cache.get('1')).toBeUndefined();
    expect(cache.get('0')).toBeDefined();
    cache.set('big', { body: Buffer.alloc(11), link: '' });
    expect(cache.get('big')).toBeUndefined();
  });
});
