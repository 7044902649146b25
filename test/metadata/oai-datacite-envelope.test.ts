import { describe, expect, it } from '@jest/globals';
import { validateRecord } from '../../src/metadata/prepare.js';
import { creator, datacite, KERNEL, prepare, REQUIRED, resource, rulesOf } from './datacite-documents.js';
import { xsdComplaints } from './official-xsd.js';
import { hasShared } from './shared-files.js';

describe('oai_datacite, what is around and inside a record', () => {
  it('takes a resource without a namespace inside an envelope', () => {
    const envelope = `<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.0/"><schemaVersion>4</schemaVersion><payload><resource xmlns="">${REQUIRED}</resource></payload></oai_datacite>`;
    expect(rulesOf(envelope, 'error')).toEqual([]);
    expect(rulesOf(envelope.replace('>4<', '>3<'), 'error')).toEqual(['kernel-unsupported']);
  });

  const enveloped = (payload: string): string =>
    `<e:oai_datacite xmlns:e="http://schema.datacite.org/oai/oai-1.1/">\n<e:payload>\n${payload}</e:payload></e:oai_datacite>`;
  it.each([
    ['an old kernel', resource(REQUIRED, 'http://datacite.org/schema/kernel-3'), 'kernel-unsupported', 3],
    ['a wrong value', resource(REQUIRED.replace('2024', '24')), 'year-syntax', 7, '/publicationYear'],
    ['a wrong kernel 4 namespace', resource(REQUIRED, `${KERNEL}.4`), 'kernel-namespace', 3],
    ['a second resource', `${resource(REQUIRED)}\n${resource('')}`, 'element-repeated', 10, '[2]'],
  ])('says where in an envelope it found %s', (_name, payload, rule, line, below = '') => {
    const problem = validateRecord(datacite, enveloped(payload)).problems.find((one) => one.rule === rule);
    expect([problem?.line, problem?.xpath?.replace(/e:/g, '')]).toEqual([
      line,
      `/oai_datacite/payload/resource${below}`,
    ]);
  });

  const affiliation = (content: string, attributes = ''): string =>
    creator(
      `<affiliation xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"${attributes}>${content}</affiliation>`,
    );
  it.each([
    ['xsi:type', affiliation('x', ' xsi:type="affiliation"'), 'attribute-unknown'],
    ['xsi:nil', affiliation('', ' xsi:nil="true"'), 'attribute-unknown'],
    ['xml:id', affiliation('x', ' xml:id="a"'), 'attribute-unknown'],
    ['a bad xml:space', affiliation('x', ' xml:space="keep"'), 'value-not-in-list'],
    ['a bad xml:base', affiliation('x', ' xml:base="%zz"'), 'uri-syntax'],
    ['a blank xml:lang', affiliation('x', ' xml:lang=" "'), 'language-tag'],
    ['a bad xml:lang', affiliation('x', ' xml:lang="en_US"'), 'language-tag'],
    ['xsi:type of foreign content', affiliation('<x xmlns="urn:x" xsi:type="y"/>'), 'attribute-unknown'],
    ['a bad xml:lang inside it', affiliation('<x xmlns="urn:x"><y xml:lang="en_US"/></x>'), 'language-tag'],
    [
      'a record',
      affiliation('<x xmlns="urn:x"><resource xmlns="http://datacite.org/schema/kernel-4"/></x>'),
      'element-unknown',
    ],
  ])('refuses what the XSD refuses even where it leaves the content open: %s', (_name, xml, rule) => {
    expect(rulesOf(xml, 'error')).toEqual([rule]);
  });

  it('keeps what the XSD skips there, with a warning', () => {
    const xml = affiliation('a<x xmlns="urn:x" z="1" xml:lang="en">b</x>', ' xml:space="preserve" q="1"');
    expect(rulesOf(xml, 'error')).toEqual([]);
    expect(rulesOf(xml, 'warning')).toEqual(expect.arrayContaining(['element-unknown', 'attribute-unknown']));
    const { metadata, disseminations } = prepare(xml);
    expect(metadata).toMatch(/a<(\w+:)?x z="1" xml:lang="en">b</);
    for (const { prefix, payload } of disseminations)
      expect({ prefix, complaints: hasShared ? xsdComplaints(prefix, payload) : [] }).toEqual({
        prefix,
        complaints: [],
      });
  });
});
