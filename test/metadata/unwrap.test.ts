import { describe, expect, it } from '@jest/globals';
import { unwrap } from '../../src/metadata/unwrap.js';

const OAI = 'xmlns="http://www.openarchives.org/OAI/2.0/"';
const record = (id: string, content: string, header = ''): string =>
  `<record><header${header}><identifier>${id}</identifier></header>${content}</record>`;

describe('unwrap', () => {
  it('passes a bare document as it stands', () => {
    const xml = '<!-- c -->\n<metadata><dc:title>x</dc:title></metadata>';
    expect(unwrap(xml)).toEqual({
      documents: [{ xml, identifier: null, line: 1 }],
      empty: [],
      deleted: 0,
      faults: [],
    });
    expect(unwrap(Buffer.from(xml)).documents[0]?.xml).toBe(xml);
  });

  it('makes each live record one document and skips deleted ones', () => {
    const xml = `<OAI-PMH ${OAI} xmlns:d="urn:d"><ListRecords>
${record('a', '<metadata><d:x/></metadata>')}
${record('b', '', ' status="deleted"')}
${record('c', '<metadata><y xmlns="urn:y"><d:z/></y></metadata>')}
</ListRecords></OAI-PMH>`;
    expect(unwrap(xml)).toEqual({
      documents: [
        { xml: '<d:x xmlns:d="urn:d"/>', identifier: 'a', line: 2 },
        { xml: '<y xmlns:d="urn:d" xmlns="urn:y"><d:z/></y>', identifier: 'c', line: 4 },
      ],
      empty: [],
      deleted: 1,
      faults: [],
    });
  });

  it('names live records without metadata and their place among the documents', () => {
    const xml = `<OAI-PMH ${OAI} xmlns:d="urn:d"><ListRecords>
${record('a', '')}
${record('b', '', ' status="deleted"')}
${record('c', '<metadata><d:x/></metadata>')}
${record('d', '<metadata> <!-- nothing --></metadata><about><d:y/></about>')}
<record><header/></record>
</ListRecords></OAI-PMH>`;
    expect(unwrap(xml)).toMatchObject({
      documents: [{ identifier: 'c' }],
      empty: [
        { identifier: 'a', line: 2, position: 0 },
        { identifier: 'd', line: 5, position: 2 },
        { identifier: null, line: 6, position: 3 },
      ],
      deleted: 1,
    });
  });

  it('passes on every prefix that a payload uses', () => {
    const xml = `<record ${OAI} xmlns:__proto__="urn:d" xmlns:constructor="urn:e"><header/><metadata><__proto__:x constructor:y=""/></metadata></record>`;
    expect(unwrap(xml).documents[0]?.xml).toBe(
      '<__proto__:x xmlns:__proto__="urn:d" xmlns:constructor="urn:e" constructor:y=""/>',
    );
  });

  it('gives a record as it is written, so that its lines can be found again', () => {
    const written = `<y xmlns="urn:y"\n  a="1"\n><!-- c\n --><z>&lt;</z>\n<![CDATA[&]]></y\n>`;
    const xml = `<OAI-PMH ${OAI}\n><ListRecords>\r\n${record('a', `<metadata>\r\n${written}</metadata>`)}</ListRecords></OAI-PMH>`;
    expect(unwrap(xml).documents).toEqual([{ xml: written, identifier: 'a', line: 4 }]);
  });

  it('measures a small file as one document', () => {
    const deep = '<a>'.repeat(105) + '</a>'.repeat(105);
    expect(unwrap(deep).documents).toHaveLength(1);
    const deeper = '<a>'.repeat(115) + '</a>'.repeat(115);
    expect(unwrap(deeper).faults).toMatchObject([
      { rule: 'xml-depth', message: expect.stringContaining('100 levels') },
    ]);
  });

  it('keeps metadata as the root where it holds Dublin Core elements directly', () => {
    const inner = '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>x</dc:title></metadata>';
    expect(unwrap(`<record ${OAI}><header/>${inner}</record>`).documents[0]?.xml).toMatch(
      /<metadata xmlns.*<dc:title>x/s,
    );
  });

  it('says why a file cannot be read', () => {
    expect(unwrap('<a>')).toMatchObject({
      documents: [],
      faults: [{ rule: 'xml-not-well-formed', line: 1 }],
    });
  });

  it('finds nothing in an answer without records', () => {
    expect(unwrap(`<OAI-PMH ${OAI}><error code="noRecordsMatch"/></OAI-PMH>`)).toEqual({
      documents: [],
      empty: [],
      deleted: 0,
      faults: [],
    });
  });
});
