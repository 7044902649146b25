import { describe, expect, it } from '@jest/globals';
import { serialise } from '../../src/xml/build.js';
import { prependChild } from '../../src/xml/edit.js';
import {
  attributeValue,
  childElements,
  makeElement,
  plainText,
  type XmlElement,
} from '../../src/xml/tree.js';
import { dublinCoreOf } from '../../src/metadata/dublin-core-of.js';
import { OAI_DC_FORMAT } from '../../src/metadata/oai-dc/oai-dc-document.js';
import { prepareRecord, summariseRecord, validateRecord } from '../../src/metadata/prepare.js';
import type { MetadataSchema, RecordIdentity } from '../../src/metadata/schema.js';
import { many, MAYBE, ONE } from '../../src/metadata/spec.js';
import { emptySummary } from '../../src/metadata/summary.js';
import { toDatacite } from '../../src/metadata/to-datacite.js';
import { xsdComplaints } from './official-xsd.js';
import { hasShared } from './shared-files.js';

const NOTE = 'urn:example:note';

/** Everything that a further schema needs: in the sources it would be a folder, and a line in schemas.ts. */
const note: MetadataSchema = {
  name: 'note',
  title: 'Field note',
  formats: [{ prefix: 'note', schemaUrl: 'https://example.org/note.xsd', namespace: NOTE }, OAI_DC_FORMAT],
  prefixes: { [NOTE]: '' },
  elements: {
    name: 'note',
    level: 'required',
    occurs: ONE,
    help: 'A field note.',
    content: 'elements',
    order: 'sequence',
    children: [
      { name: 'id', level: 'optional', occurs: many(), help: 'Written by the registry.', content: 'text' },
      { name: 'by', level: 'required', occurs: ONE, help: 'Who wrote it.', content: 'text', blank: 'error' },
      {
        name: 'text',
        level: 'required',
        occurs: ONE,
        help: 'What was seen.',
        content: 'text',
        attributes: [
          {
            name: 'kind',
            level: 'required',
            help: 'Kind.',
            vocabulary: { name: 'kind', values: [{ value: 'bird' }, { value: 'tide' }] },
          },
        ],
      },
      { name: 'seen', level: 'recommended', occurs: MAYBE, help: 'When.', content: 'text', checks: ['date'] },
    ],
  },
  open: (root) => (root.name === 'note' && root.namespace === NOTE ? { record: root } : undefined),
  check: (record, report) => {
    if (childElements(record, 'text').some((element) => plainText(element) === 'secret')) {
      report.error('note-secret', { element: record }, 'secrets are not published');
    }
  },
  revise: (record, { landingUrl }) => withId(record, landingUrl),
  insertPid: (record, { publicHandle }) => withId(record, publicHandle),
  disseminate: (record, identity, summary) => [
    { prefix: 'note', payload: serialise(record, note.prefixes) },
    { prefix: 'oai_dc', payload: dublinCoreOf(summary, identity) },
  ],
  summarise: (record) => ({
    ...emptySummary(),
    titles: childElements(record, 'text')
      .map((element) => ({ value: plainText(element), type: attributeValue(element, 'kind') ?? '' }))
      .map(({ value }) => ({ value })),
    creators: childElements(record, 'by').map((element) => ({ name: plainText(element), affiliations: [] })),
    publicationYear: childElements(record, 'seen').map(plainText)[0]?.slice(0, 4) ?? null,
    identifiers: childElements(record, 'id').map((element) => ({ type: 'URL', value: plainText(element) })),
  }),
};

function withId(record: XmlElement, id: string): XmlElement {
  const isThere = childElements(record, 'id').some((element) => plainText(element) === id);
  return isThere ? record : prependChild(record, makeElement('id', NOTE, id));
}

const identity: RecordIdentity = {
  pid: '21.T1/n',
  publicHandle: 'http://hdl.handle.net/21.T1/n',
  landingUrl: 'https://example.org/share/n',
};
const xml = `<n:note xmlns:n="${NOTE}"><n:by>Nowak, Anna</n:by><n:text kind="bird">A red kite</n:text><n:seen>2024-05-31</n:seen></n:note>`;

describe('a fourth schema', () => {
  it('is prepared, disseminated in its own form and as Dublin Core, and summarised', () => {
    const prepared = prepareRecord(note, xml, identity);
    if (!prepared.valid) throw new Error(JSON.stringify(prepared.problems));
    expect(prepared.metadata).toContain(
      `<note xmlns="${NOTE}">\n    <id>http://hdl.handle.net/21.T1/n</id>\n    <id>https://example.org/share/n</id><by>`,
    );
    expect(prepareRecord(note, prepared.metadata, identity)).toMatchObject({ metadata: prepared.metadata });
    expect(summariseRecord(note, prepared.metadata)).toEqual(prepared.summary);
    expect(prepared.disseminations.map(({ prefix }) => prefix)).toEqual(['note', 'oai_dc']);
    const dublinCore = prepared.disseminations[1]!.payload;
    expect(dublinCore).toContain('<dc:title>A red kite</dc:title>');
    expect(hasShared ? xsdComplaints('oai_dc', dublinCore) : []).toEqual([]);
  });

  it('has its table checked like any other, and its own rules', () => {
    const rulesOf = (document: string): string[] =>
      validateRecord(note, document).problems.map(({ rule }) => rule);
    expect(rulesOf(xml)).toEqual([]);
    expect(rulesOf(xml.replace('kind="bird"', 'kind="brid"'))).toEqual(['value-not-in-list']);
    expect(rulesOf(xml.replace(/<n:seen.*seen>/, ''))).toEqual(['recommended-missing']);
    expect(rulesOf(xml.replace(/<n:by.*by>/, ''))).toEqual(['element-missing']);
    expect(rulesOf(xml.replace('A red kite', 'secret'))).toEqual(['note-secret']);
  });

  it('goes to DataCite by its summary', () => {
    const prepared = prepareRecord(note, xml, identity);
    const stored = prepared.valid ? prepared.metadata : '';
    expect(toDatacite(note, stored, identity)).toMatchObject({ xml: null, missing: ['publisher'] });
    expect(toDatacite(note, stored, identity, { publisher: 'Example' }).xml).toContain(
      '<title>A red kite</title>',
    );
  });
});
