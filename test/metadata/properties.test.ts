import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { childRow, compileTable, type CompiledTable } from '../../src/metadata/compiled-table.js';
import { EDM, ORE, RDF } from '../../src/metadata/edm/edm-document.js';
import { DC } from '../../src/metadata/namespaces.js';
import { prepareRecord, validateRecord } from '../../src/metadata/prepare.js';
import type { MetadataSchema } from '../../src/metadata/schema.js';
import { metadataSchemas } from '../../src/metadata/schemas.js';
import type { ElementSpec } from '../../src/metadata/spec.js';
import { serialise } from '../../src/xml/build.js';
import { insertBefore, mapChildElements, prependChild, withAttribute } from '../../src/xml/edit.js';
import {
  attributeValue,
  childElements,
  makeAttribute,
  makeElement,
  type XmlElement,
} from '../../src/xml/tree.js';
import { disturbed } from './disturb.js';
import { documentsOf } from './generate.js';
import { mutationsOf } from './mutate.js';
import { xsdComplaints } from './official-xsd.js';
import { hasShared } from './shared-files.js';

const IDENTITY = {
  pid: '10.5072/waymark.1',
  publicHandle: 'doi:10.5072/waymark.1',
  landingUrl: 'https://waymark.example.org/share/s1',
};

const RIGHTS = 'http://creativecommons.org/licenses/by/4.0/';

/** What no table can say: the rules between elements of EDM. */
const FINISH: Readonly<Record<string, (root: XmlElement) => XmlElement>> = {
  edm: (root) => mapChildElements(root, (element) => finishClass(statements(element))),
};

function finishClass(element: XmlElement): XmlElement {
  if (element.namespace === ORE)
    return finishAggregation(withAttribute(element, makeAttribute('about', '', RDF), '#agg'));
  if (element.name === 'ProvidedCHO') {
    const needed = [
      makeElement('title', DC, 'a title'),
      makeElement('subject', DC, 'a subject'),
      makeElement('language', DC, 'en'),
    ];
    return needed.reduce(prependChild, withAttribute(element, makeAttribute('about', '', RDF), '#cho'));
  }
  const about = attributeValue(element, 'about', RDF) ?? 'https://example.org/file';
  return listedRights(withAttribute(element, makeAttribute('about', '', RDF), about));
}

function finishAggregation(element: XmlElement): XmlElement {
  const followers = ['isShownAt', 'isShownBy', 'object', 'provider'];
  const next = childElements(element).find(
    (child) => child.namespace === EDM && followers.includes(child.name),
  )!;
  const shown = makeElement('isShownAt', EDM, [], [makeAttribute('resource', 'https://example.org/', RDF)]);
  const complete = next.name === 'isShownAt' ? element : insertBefore(element, next, shown);
  const linked = mapChildElements(complete, (child) =>
    child.name === 'aggregatedCHO' ? withAttribute(child, makeAttribute('resource', '', RDF), '#cho') : child,
  );
  return listedRights(linked);
}

function listedRights(element: XmlElement): XmlElement {
  return mapChildElements(element, (child) =>
    child.name === 'rights' && child.namespace === EDM
      ? withAttribute(child, makeAttribute('resource', '', RDF), RIGHTS)
      : child,
  );
}

/** Text or target, never both. */
function statements(element: XmlElement): XmlElement {
  return mapChildElements(element, (child) =>
    attributeValue(child, 'resource', RDF) === undefined ? child : { ...child, children: [] },
  );
}

function documents(schema: MetadataSchema): fc.Arbitrary<XmlElement> {
  return documentsOf(schema.elements, schema.prefixes).map(FINISH[schema.name] ?? ((root) => root));
}

/** Some forty of many, others for another offset. */
function sample<T>(all: readonly T[], offset: number): T[] {
  const step = Math.max(1, Math.floor(all.length / 40));
  return all.filter((_one, at) => at % step === offset % step);
}

/** Every row of a table by its path from the root. */
function rowsOf(spec: ElementSpec, path = ''): string[] {
  const here = `${path}/${spec.name}`;
  return [here, ...(spec.children ?? []).flatMap((child) => rowsOf(child, here))];
}

/** The rows that a document makes use of. */
function collectRows(element: XmlElement, table: CompiledTable, rows: Set<string>, path = ''): void {
  const here = `${path}/${table.spec.name}`;
  rows.add(here);
  for (const child of childElements(element)) {
    const found = childRow(table, child);
    if (found !== undefined) collectRows(child, found.table, rows, here);
  }
}

/** Keeps the XSD's cost out of machines without the official files. */
function complaintsOf(prefix: string, payload: string): string[] {
  return hasShared ? xsdComplaints(prefix, payload) : [];
}

describe.each(metadataSchemas.map((schema) => [schema.name, schema] as const))(
  '%s by its element table',
  (_name, schema) => {
    const table = compileTable(schema.elements, schema.prefixes);
    const rows = new Set<string>();

    it('accepts generated documents, and disseminates them XSD-valid and unchanged by a second pass', () => {
      fc.assert(
        fc.property(documents(schema), (root) => {
          collectRows(root, table, rows);
          const xml = serialise(root, schema.prefixes);
          const prepared = prepareRecord(schema, xml, IDENTITY);
          if (!prepared.valid)
            throw new Error(
              `${JSON.stringify(prepared.problems.filter(({ severity }) => severity === 'error'))}\n${xml}`,
            );
          for (const { prefix, payload } of prepared.disseminations) {
            expect({ prefix, complaints: complaintsOf(prefix, payload) }).toEqual({ prefix, complaints: [] });
          }
          expect(prepareRecord(schema, prepared.metadata, IDENTITY)).toMatchObject({
            metadata: prepared.metadata,
          });
        }),
        { numRuns: schema.name === 'edm' ? 60 : 150, seed: 11 },
      );
      expect([...rows].toSorted()).toEqual([...new Set(rowsOf(schema.elements))].toSorted());
    });

    const ifShared = hasShared ? it : it.skip;

    ifShared('accepts no change that the official XSD refuses', () => {
      let accepted = 0;
      fc.assert(
        fc.property(documents(schema).chain(disturbed), (root) => {
          const xml = serialise(root, schema.prefixes);
          const prepared = prepareRecord(schema, xml, IDENTITY);
          if (!prepared.valid) return;
          accepted += 1;
          for (const { prefix, payload } of prepared.disseminations) {
            const complaints = complaintsOf(prefix, payload);
            expect({ prefix, complaints, xml }).toEqual({ prefix, complaints: [], xml });
          }
        }),
        { numRuns: schema.name === 'edm' ? 250 : 600, seed: 23 },
      );
      expect(accepted).toBeGreaterThan(50);
    });

    it('refuses every single mutation that breaks a rule, with the id of that rule', () => {
      const seen = new Map<string, number>();
      fc.assert(
        fc.property(documents(schema), fc.nat(), (root, offset) => {
          const mutations = sample(mutationsOf(root, table), offset);
          for (const { rule, what, apply } of mutations) {
            const xml = serialise(apply(root), schema.prefixes);
            const { valid, problems } = validateRecord(schema, xml);
            const rules = problems
              .filter(({ severity }) => severity === 'error')
              .map((problem) => problem.rule);
            if (valid || !rules.includes(rule))
              throw new Error(`${what}: expected ${rule}, got ${rules.join(' ')}\n${xml}`);
            seen.set(rule, (seen.get(rule) ?? 0) + 1);
          }
        }),
        { numRuns: schema.name === 'edm' ? 10 : 25, seed: 5 },
      );
      const expected = EXPECTED_RULES[schema.name]!;
      expect([...seen.keys()].filter((rule) => !expected.includes(rule))).toEqual([]);
      expect(seen.size).toBeGreaterThanOrEqual(Math.min(expected.length, 10));
    });
  },
);

const EXPECTED_RULES: Readonly<Record<string, string[]>> = {
  oai_dc: ['element-unknown', 'language-tag'],
  oai_datacite: [
    'attribute-missing',
    'attribute-unknown',
    'coordinate',
    'element-missing',
    'element-order',
    'element-repeated',
    'element-unknown',
    'language-tag',
    'text-misplaced',
    'uri-syntax',
    'value-blank',
    'value-not-in-list',
    'year-syntax',
  ],
  edm: [
    'attribute-missing',
    'attribute-unknown',
    'coordinate',
    'date-syntax',
    'element-missing',
    'element-order',
    'element-repeated',
    'element-unknown',
    'language-tag',
    'number-range',
    'text-misplaced',
    'uri-syntax',
    'value-blank',
    'value-not-in-list',
    'value-pattern',
  ],
};
