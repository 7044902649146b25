import { describe, expect, it } from '@jest/globals';
import { bibtex } from '../../src/metadata/citation/bibtex.js';
import { cslItem } from '../../src/metadata/citation/csl.js';
import { dataciteJson } from '../../src/metadata/citation/datacite-json.js';
import { ris } from '../../src/metadata/citation/ris.js';
import {
  citationStyle,
  CITATION_STYLES,
  citationText,
  type CitationStyle,
} from '../../src/metadata/citation/styles.js';
import { emptySummary, type RecordSummary, type SummaryAgent } from '../../src/metadata/summary.js';

const PID = { pid: '10.12345/abc', pidUrl: 'https://doi.org/10.12345/abc' };
const HANDLE = { pid: '21.T15999/abc', pidUrl: 'http://hdl.handle.net/21.T15999/abc' };

function person(family: string, given: string): SummaryAgent {
  return {
    name: `${family}, ${given}`,
    familyName: family,
    givenName: given,
    type: 'Personal',
    affiliations: [],
  };
}

const organisation: SummaryAgent = { name: 'Example Institute', type: 'Organizational', affiliations: [] };

const dataset: RecordSummary = {
  ...emptySummary(),
  titles: [{ value: 'Sea surface temperature, 100% of Gdańsk Bay', language: 'en' }],
  creators: [person('Nowak', 'Anna Maria'), person('Żółkiewski', 'Jean-Paul'), organisation],
  publisher: 'Example Press',
  publicationYear: '2024',
  dates: [{ type: 'Issued', value: '2024-05-31' }],
  resourceTypeGeneral: 'Dataset',
  type: 'Time series',
  version: '1.2',
  subjects: [{ value: 'ocean' }, { value: 'heat & salt' }],
  descriptions: [{ value: 'Hourly\nmeasurements.', type: 'Abstract' }],
  rights: [{ uri: 'https://creativecommons.org/licenses/by/4.0/', spdx: 'CC-BY-4.0' }],
  languages: ['en'],
};

const article: RecordSummary = {
  ...emptySummary(),
  titles: [{ value: 'Is it warm?' }],
  creators: [person('Nowak', 'Anna'), person('Kowalski', 'Jan')],
  publicationYear: '2020',
  resourceTypeGeneral: 'JournalArticle',
  container: { title: 'Journal of DNA', volume: '12', issue: '3', firstPage: '45', lastPage: '67' },
};

describe('citation text', () => {
  it.each([
    [
      'apa',
      'Nowak, A. M., Żółkiewski, J.-P., & Example Institute (2024). Sea surface temperature, 100% of Gdańsk Bay (Version 1.2) [Data set]. Example Press. https://doi.org/10.12345/abc',
    ],
    [
      'harvard',
      'Nowak, A. M., Żółkiewski, J.-P. and Example Institute (2024) Sea surface temperature, 100% of Gdańsk Bay. Version 1.2. Example Press. Available at: https://doi.org/10.12345/abc',
    ],
    [
      'mla',
      'Nowak, Anna Maria, et al. Sea surface temperature, 100% of Gdańsk Bay. version 1.2, Example Press, 2024, https://doi.org/10.12345/abc.',
    ],
    [
      'vancouver',
      'Nowak AM, Żółkiewski JP, Example Institute. Sea surface temperature, 100% of Gdańsk Bay [dataset on the Internet]. Version 1.2. Example Press; 2024. Available from: https://doi.org/10.12345/abc',
    ],
    [
      'chicago',
      'Nowak, Anna Maria, Jean-Paul Żółkiewski, and Example Institute. 2024. “Sea surface temperature, 100% of Gdańsk Bay.” Version 1.2. Example Press. https://doi.org/10.12345/abc.',
    ],
    [
      'ieee',
      'A. M. Nowak, J.-P. Żółkiewski, and Example Institute, “Sea surface temperature, 100% of Gdańsk Bay,” version 1.2, Example Press, 2024. doi: 10.12345/abc. [Online]. Available: https://doi.org/10.12345/abc',
    ],
  ] as const)('%s of a data set', (style, text) => {
    expect(citationText(style, dataset, PID)).toBe(text);
  });

  it.each([
    [
      'apa',
      'Nowak, A., & Kowalski, J. (2020). Is it warm? Journal of DNA, 12(3), 45–67. http://hdl.handle.net/21.T15999/abc',
    ],
    [
      'harvard',
      'Nowak, A. and Kowalski, J. (2020) Is it warm? Journal of DNA, 12(3), pp. 45–67. Available at: http://hdl.handle.net/21.T15999/abc',
    ],
    [
      'mla',
      'Nowak, Anna, and Jan Kowalski. “Is it warm?” Journal of DNA, vol. 12, no. 3, 2020, pp. 45–67, http://hdl.handle.net/21.T15999/abc.',
    ],
    [
      'vancouver',
      'Nowak A, Kowalski J. Is it warm? [Internet]. Journal of DNA. 2020;12(3):45–67. Available from: http://hdl.handle.net/21.T15999/abc',
    ],
    [
      'chicago',
      'Nowak, Anna, and Jan Kowalski. 2020. “Is it warm?” Journal of DNA 12 (3): 45–67. http://hdl.handle.net/21.T15999/abc.',
    ],
    [
      'ieee',
      'A. Nowak and J. Kowalski, “Is it warm?,” Journal of DNA, vol. 12, no. 3, pp. 45–67, 2020. [Online]. Available: http://hdl.handle.net/21.T15999/abc',
    ],
  ] as const)('%s of an article under a handle', (style, text) => {
    expect(citationText(style, article, HANDLE)).toBe(text);
  });

  it('keeps points and particles of names apart, in every style and in CSL', () => {
    const dutch = {
      ...emptySummary(),
      titles: [{ value: 'Meppel' }],
      publicationYear: '2018',
      creators: [person('Hoof', 'B.I. van'), person('Saussure', 'Ferdinand de'), person('Vandenberg', 'van')],
    };
    const text = (style: CitationStyle) =>
      citationText(style, dutch, HANDLE).split(/ [(“]?(?:2018|Meppel)/)[0];
    expect(text('apa')).toBe('Hoof, B. I. van, Saussure, F. de, & Vandenberg, van');
    expect(text('vancouver')).toBe('Hoof BI van, Saussure F de, Vandenberg van.');
    expect(text('ieee')).toBe('B. I. van Hoof, F. de Saussure, and van Vandenberg,');
    expect(text('chicago')).toBe('Hoof, B.I. van, Ferdinand de Saussure, and van Vandenberg.');
    expect(cslItem(dutch, HANDLE).author).toEqual([
      { family: 'Hoof', given: 'B.I.', 'dropping-particle': 'van' },
      { family: 'Saussure', given: 'Ferdinand', 'dropping-particle': 'de' },
      { family: 'Vandenberg', 'dropping-particle': 'van' },
    ]);
  });

  it('leaves out what is unknown, in every style', () => {
    const bare = {
      ...emptySummary(),
      titles: [{ value: 'Tides' }],
      creators: [{ name: '(:unav)', affiliations: [] }],
      publisher: ':unkn',
    };
    expect(CITATION_STYLES.map(({ id }) => citationText(id, bare, PID))).toEqual([
      'Tides. (n.d.). https://doi.org/10.12345/abc',
      'Tides (no date). Available at: https://doi.org/10.12345/abc',
      'Tides. https://doi.org/10.12345/abc.',
      'Tides [Internet]. date unknown. Available from: https://doi.org/10.12345/abc',
      '“Tides.” n.d. https://doi.org/10.12345/abc.',
      '“Tides,” n.d. doi: 10.12345/abc. [Online]. Available: https://doi.org/10.12345/abc',
    ]);
    for (const { id } of CITATION_STYLES)
      expect(citationText(id, emptySummary(), PID)).toContain('10.12345/abc');
  });

  it('shortens long lists of authors', () => {
    const many = {
      ...dataset,
      creators: Array.from({ length: 25 }, (_, n) => person(`Family${n + 1}`, 'Given')),
    };
    expect(citationText('apa', many, PID)).toMatch(/Family19, G\., … Family25, G\. \(2024\)/);
    expect(citationText('harvard', many, PID)).toMatch(/^Family1, G\. et al\. \(2024\)/);
    expect(citationText('vancouver', many, PID)).toMatch(/Family6 G, et al\. Sea/);
    expect(citationText('chicago', many, PID)).toMatch(/Given Family7, et al\. 2024/);
    expect(citationText('ieee', many, PID)).toMatch(/^G\. Family1 et al\., “/);
  });

  it('calls one page p. and several pp.', () => {
    const letter = { ...article, container: { title: 'Journal of DNA', firstPage: 'e12' } };
    expect(citationText('harvard', letter, HANDLE)).toContain(' Journal of DNA, p. e12.');
    expect(citationText('mla', letter, HANDLE)).toContain(', p. e12, ');
    expect(citationText('ieee', letter, HANDLE)).toContain(', p. e12, 2020.');
  });

  it('knows no year 0000', () => {
    const unknown = { ...article, publicationYear: '0000', dates: [{ type: 'Issued', value: '0000-01' }] };
    expect(citationText('apa', unknown, HANDLE)).toContain('(n.d.)');
    expect(cslItem(unknown, HANDLE).issued).toBeUndefined();
  });

  it('reads style names as clients send them', () => {
    expect(['APA', 'chicago-author-date', 'ieee', 'nonsense', undefined].map(citationStyle)).toEqual([
      'apa',
      'chicago',
      'ieee',
      'apa',
      'apa',
    ]);
  });
});

describe('BibTeX', () => {
  it('escapes TeX, protects organisations and has an ASCII key', () => {
    expect(
      bibtex({ ...dataset, creators: [person('Żółć', 'Anna'), { ...organisation, name: 'R&D {Lab}' }] }, PID),
    ).toBe(`@misc{zolc_2024_10-12345-abc,
  author = {Żółć, Anna and {R\\&D \\textbraceleft{}Lab\\textbraceright{}}},
  title = {Sea surface temperature, 100\\% of Gdańsk Bay},
  publisher = {Example Press},
  year = {2024},
  month = {5},
  version = {1.2},
  doi = {10.12345/abc},
  url = {https://doi.org/10.12345/abc},
  keywords = {ocean, heat \\& salt},
  language = {en},
  copyright = {CC-BY-4.0}
}
`);
  });
  it('keeps names whole that hold a comma or the word "and"', () => {
    const creators = [person('Smith and Sons', 'Ann'), person('Dow', 'Jan, Jr.'), person('Sandberg', 'Andy')];
    expect(bibtex({ ...dataset, creators }, PID)).toContain(
      'author = {{Smith and Sons}, Ann and Dow, {Jan, Jr.} and Sandberg, Andy}',
    );
  });
  it('has balanced braces whatever a title holds', () => {
    const text = bibtex({ ...dataset, titles: [{ value: 'a { b \\' }] }, PID);
    expect(text).toContain('title = {a \\textbraceleft{} b \\textbackslash{}}');
    expect(text.match(/\{/g)).toHaveLength(text.match(/\}/g)?.length ?? 0);
  });
  it('knows articles and keeps capitals', () => {
    const text = bibtex({ ...article, titles: [{ value: 'DNA in pH' }] }, HANDLE);
    expect(text).toMatch(/^@article\{nowak_2020_/);
    for (const field of [
      'journal = {Journal of DNA}',
      'volume = {12}',
      'number = {3}',
      'pages = {45--67}',
      'title = {{DNA} in pH}',
    ]) {
      expect(text).toContain(field);
    }
    expect(text).not.toContain('doi =');
  });
});

describe('RIS', () => {
  it('has one tag a line and CRLF, whatever the values hold', () => {
    const text = ris({ ...dataset, descriptions: [{ value: 'a\r\nER  - b' }] }, PID);
    expect(text.split('\r\n')).toEqual([
      'TY  - DATA',
      'TI  - Sea surface temperature, 100% of Gdańsk Bay',
      'AU  - Nowak, Anna Maria',
      'AU  - Żółkiewski, Jean-Paul',
      'AU  - Example Institute',
      'PY  - 2024',
      'DA  - 2024/05/31',
      'PB  - Example Press',
      'ET  - 1.2',
      'AB  - a ER - b',
      'KW  - ocean',
      'KW  - heat & salt',
      'LA  - en',
      'DO  - 10.12345/abc',
      'UR  - https://doi.org/10.12345/abc',
      'ER  - ',
      '',
    ]);
  });
});

describe('CSL-JSON', () => {
  it('has names in parts, a date in parts and the container', () => {
    expect(cslItem(dataset, PID)).toEqual({
      id: PID.pidUrl,
      type: 'dataset',
      title: 'Sea surface temperature, 100% of Gdańsk Bay',
      author: [
        { family: 'Nowak', given: 'Anna Maria' },
        { family: 'Żółkiewski', given: 'Jean-Paul' },
        { literal: 'Example Institute' },
      ],
      issued: { 'date-parts': [[2024, 5, 31]] },
      publisher: 'Example Press',
      version: '1.2',
      abstract: 'Hourly\nmeasurements.',
      language: 'en',
      keyword: 'ocean, heat & salt',
      DOI: '10.12345/abc',
      URL: PID.pidUrl,
    });
    expect(cslItem(article, HANDLE)).toMatchObject({
      type: 'article-journal',
      'container-title': 'Journal of DNA',
      page: '45-67',
    });
    const season = { ...dataset, dates: [{ type: 'Issued', value: '2024-21' }] };
    expect(cslItem(season, PID).issued).toEqual({ 'date-parts': [[2024]] });
    expect(cslItem(emptySummary(), HANDLE)).toEqual({
      id: HANDLE.pidUrl,
      type: 'document',
      title: HANDLE.pid,
      URL: HANDLE.pidUrl,
    });
  });
});

describe('DataCite JSON', () => {
  it('uses the names of DataCite', () => {
    const summary: RecordSummary = {
      ...dataset,
      creators: [
        {
          ...person('Nowak', 'Anna'),
          orcid: 'https://orcid.org/0000-0002-1825-0097',
          affiliations: [{ name: 'X', ror: 'https://ror.org/04wxnsj81' }],
        },
      ],
      relations: [{ relationType: 'Cites', identifierType: 'DOI', identifier: '10.5072/x' }],
      identifiers: [
        { type: 'DOI', value: PID.pid },
        { type: 'URL', value: 'https://example.org/' },
      ],
      geo: [{ place: 'Bay', point: { latitude: 1, longitude: 2 } }],
      funders: [{ name: 'NCN', identifier: 'https://ror.org/04wxnsj81' }],
    };
    expect(dataciteJson(summary, PID)).toMatchObject({
      doi: '10.12345/abc',
      schemaVersion: 'http://datacite.org/schema/kernel-4',
      types: { resourceTypeGeneral: 'Dataset', resourceType: 'Time series' },
      creators: [
        {
          name: 'Nowak, Anna',
          nameType: 'Personal',
          nameIdentifiers: [{ nameIdentifierScheme: 'ORCID' }],
          affiliation: [{ name: 'X', affiliationIdentifierScheme: 'ROR' }],
        },
      ],
      publicationYear: 2024,
      identifiers: [{ identifier: 'https://example.org/', identifierType: 'URL' }],
      relatedIdentifiers: [
        { relationType: 'Cites', relatedIdentifier: '10.5072/x', relatedIdentifierType: 'DOI' },
      ],
      rightsList: [
        { rightsUri: 'https://creativecommons.org/licenses/by/4.0/', rightsIdentifier: 'CC-BY-4.0' },
      ],
      geoLocations: [{ geoLocationPlace: 'Bay', geoLocationPoint: { pointLatitude: 1, pointLongitude: 2 } }],
      fundingReferences: [{ funderName: 'NCN', funderIdentifierType: 'ROR' }],
    });
  });
});
