import { describe, expect, it } from '@jest/globals';
import { prepareRecord, validateRecord, type Preparation } from '../../src/metadata/prepare.js';
import { schemaOfDocument } from '../../src/metadata/schemas.js';
import type { MetadataSchema, RecordIdentity } from '../../src/metadata/schema.js';
import { unwrap } from '../../src/metadata/unwrap.js';
import { intake } from '../../src/xml/intake.js';
import { childElements, textContent, type XmlElement } from '../../src/xml/tree.js';
import { comparable, namespacesOf } from './compare-trees.js';
import { xsdComplaints } from './official-xsd.js';
import { INVALID_RECORDS, readableRecords, type TestDocument } from './record-verdicts.js';
import { hasShared, sharedRecords } from './shared-files.js';

const IDENTITY = {
  pid: '10.5072/waymark.1',
  publicHandle: 'doi:10.5072/waymark.1',
  landingUrl: 'https://waymark.example.org/share/s1',
};

type Prepared = Extract<Preparation, { valid: true }>;

const preparations = new Map<string, Prepared>();

function prepare(document: TestDocument): Prepared {
  const known = preparations.get(document.xml);
  if (known !== undefined) return known;
  const prepared = prepareAs(document, IDENTITY);
  preparations.set(document.xml, prepared);
  return prepared;
}

function prepareAs({ schema, xml, name }: TestDocument, identity: RecordIdentity): Prepared {
  const prepared = prepareRecord(schema, xml, identity);
  if (!prepared.valid) throw new Error(`${name}: ${JSON.stringify(prepared.problems)}`);
  return prepared;
}

function recordOf(schema: MetadataSchema, xml: string): XmlElement {
  const taken = intake(xml, {
    bindings: { root: 'metadata', prefixes: { dc: 'http://purl.org/dc/elements/1.1/' } },
  });
  if (!taken.accepted) throw new Error(JSON.stringify(taken.faults));
  return schema.open(taken.root)!.record;
}

/** What the rules of onedata.md 4.4 to 4.6 put in or replace; everything else must come through. */
function isReplaced(former: readonly string[]): (element: XmlElement) => boolean {
  const ours = [IDENTITY.publicHandle, IDENTITY.landingUrl, ...former];
  const isOurs = (element: XmlElement): boolean => ours.includes(textContent(element).trim());
  return (element) => {
    if (element.name === 'alternateIdentifiers') return childElements(element).every(isOurs);
    if (element.name === 'alternateIdentifier') return isOurs(element);
    return element.name === 'identifier' && (element.namespace.includes('datacite') || isOurs(element));
  };
}

/** The identifiers of a DataCite record, which move to the alternate ones. */
function formerIdentifiers(record: XmlElement): string[] {
  return childElements(record, 'identifier')
    .filter(({ namespace }) => namespace.includes('datacite'))
    .map((element) => textContent(element).trim());
}

/** EDM: the addresses that the registry writes. */
function withoutAddresses(tree: string, schema: MetadataSchema): string {
  return schema.name === 'edm' ? tree.replace(/ ?\{[^}]*rdf-syntax-ns#\}(about|resource)=[^ >]*/g, '') : tree;
}

const all = readableRecords();
const accepted = all.filter(({ expected }) => expected.length === 0);

describe('the records of shared/records', () => {
  const ifShared = hasShared ? it : it.skip;

  ifShared('are 144 documents in three schemas, 97 of them acceptable', () => {
    expect({ all: all.length, accepted: accepted.length }).toEqual({ all: 144, accepted: 97 });
  });

  ifShared('get the verdict that their README and the verdict table give', () => {
    const verdicts = all.map(({ name, xml, schema }) => {
      const errors = validateRecord(schema, xml).problems.filter((problem) => problem.severity === 'error');
      return { name, rules: [...new Set(errors.map((problem) => problem.rule))] };
    });
    const rules = new Map(verdicts.map((verdict) => [verdict.name, verdict.rules]));
    for (const { name, expected } of all) {
      if (expected.length === 0) expect({ name, rules: rules.get(name) }).toEqual({ name, rules: [] });
      else
        expect({ name, rules: rules.get(name) }).toEqual({ name, rules: expect.arrayContaining(expected) });
    }
  });

  ifShared('that are invalid are refused for their reason, with a line', () => {
    for (const { name, bytes } of sharedRecords('invalid')) {
      const { documents: found, faults } = unwrap(bytes);
      const problems = found.flatMap(({ xml }) => validateRecord(schemaOfDocument(xml)!, xml).problems);
      const errors = [...faults, ...problems.filter((problem) => problem.severity === 'error')];
      const rules = [...new Set(errors.map(({ rule }) => rule))];
      const expected = INVALID_RECORDS[name];
      expect({ name, rules }).toEqual({
        name,
        rules: expected?.length === 0 ? [] : expect.arrayContaining(expected!),
      });
      expect({ name, lines: errors.every(({ line }) => line !== null && line > 0) }).toEqual({
        name,
        lines: true,
      });
    }
  });

  ifShared('are told apart by their root element', () => {
    for (const { name, xml, schema, expected } of all) {
      if (expected.includes('wrong-root')) continue;
      expect({ name, schema: schemaOfDocument(xml)?.name }).toEqual({ name, schema: schema.name });
    }
  });

  ifShared('disseminate XSD-valid in every format of their schema', () => {
    let checked = 0;
    for (const document of accepted) {
      for (const { prefix, payload } of prepare(document).disseminations) {
        expect({ name: document.name, prefix, complaints: xsdComplaints(prefix, payload) }).toEqual({
          name: document.name,
          prefix,
          complaints: [],
        });
        checked += 1;
      }
    }
    expect(checked).toBe(232);
  });

  ifShared('come out of a second preparation unchanged', () => {
    for (const document of accepted) {
      const once = prepare(document);
      const twice = prepare({ ...document, xml: once.metadata });
      expect({ name: document.name, metadata: twice.metadata }).toEqual({
        name: document.name,
        metadata: once.metadata,
      });
      expect(twice.disseminations).toEqual(once.disseminations);
      expect(twice.summary).toEqual(once.summary);
    }
  });

  ifShared('come out unchanged, too, with all that the settings of an installation put in', () => {
    const options = {
      datacentreSymbol: 'LAB',
      viewerUrl: 'https://v.example.org/?a&b',
      isPartOf: 'EUreka3D',
    };
    for (const document of accepted) {
      const once = prepareAs(document, { ...IDENTITY, options });
      const twice = prepareAs({ ...document, xml: once.metadata }, { ...IDENTITY, options });
      expect({ name: document.name, ...twice }).toEqual({
        name: document.name,
        ...once,
        problems: twice.problems,
      });
    }
  });

  ifShared('lose nothing on the way in', () => {
    for (const document of accepted) {
      const { schema, xml, name } = document;
      const before = recordOf(schema, xml);
      const after = recordOf(schema, prepare(document).metadata);
      const [was, is] = [before, after].map((tree) =>
        withoutAddresses(comparable(tree, isReplaced(formerIdentifiers(before))), schema),
      );
      expect({ name, tree: is }).toEqual({ name, tree: was });
      const lost = [...namespacesOf(before)].filter((namespace) => !namespacesOf(after).has(namespace));
      expect({ name, lost }).toEqual({ name, lost: [] });
    }
  });

  ifShared('lose nothing in the format of their own schema', () => {
    for (const document of accepted.filter(({ schema }) => schema.name !== 'oai_dc')) {
      const { schema, name } = document;
      const { metadata, disseminations } = prepare(document);
      for (const prefix of schema.formats
        .map((format) => format.prefix)
        .filter((prefix) => prefix !== 'oai_dc')) {
        const payload = disseminations.find((dissemination) => dissemination.prefix === prefix)!.payload;
        expect({ name, prefix, tree: comparable(recordOf(schema, payload)) }).toEqual({
          name,
          prefix,
          tree: comparable(recordOf(schema, metadata)),
        });
      }
    }
  });

  ifShared('have a title or an identifier in their oai_dc form', () => {
    for (const document of accepted) {
      const dublinCore = prepare(document).disseminations.find(({ prefix }) => prefix === 'oai_dc')!.payload;
      expect({
        name: document.name,
        hasIdentifier: dublinCore.includes('waymark.1</dc:identifier>'),
      }).toEqual({
        name: document.name,
        hasIdentifier: true,
      });
    }
  });
});
