import fc from 'fast-check';
import type { PrefixTable } from '../../src/xml/build.js';
import {
  makeAttribute,
  XML_NAMESPACE,
  type XmlAttribute,
  type XmlElement,
  type XmlNode,
} from '../../src/xml/tree.js';
import type { AttributeSpec, ElementSpec, ValueCheckName, ValueSpec } from '../../src/metadata/spec.js';

/** Values that each semantic check takes. */
const CHECKED: Readonly<Record<ValueCheckName, readonly string[]>> = {
  date: ['2024', '2024-05', '2024-05-31', '2020/2023', '2024-05-31T10:00:00Z', '1985~'],
  day: ['2024-02-29', '1999-12-31Z', '2024-05-31+02:00'],
  year: ['1999', '2024'],
  'language-tag': ['en', 'pl', 'pt-BR', 'zh-Hant'],
  language: ['en', 'deu', 'pl'],
  uri: ['https://example.org/a', 'urn:x:y', '#here', 'https://example.org/ż?b=c&d'],
  url: ['https://example.org/a', 'https://example.org/b'],
  latitude: ['0', '-90', '54.35', '1e1'],
  longitude: ['0', '180', '-18.65'],
  'decimal-0-1': ['0', '1', '0.75'],
};

/** Text of any characters that XML allows, never blank. */
const someText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) =>
    text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replace(/\r/g, ' '),
  )
  .filter((text) => text.trim() !== '');

/** A value that a row of an element table takes. */
function valueOf(spec: ValueSpec): fc.Arbitrary<string> {
  if (spec.vocabulary !== undefined)
    return fc.constantFrom(...spec.vocabulary.values.map(({ value }) => value));
  if (spec.pattern !== undefined)
    return fc.stringMatching(new RegExp(spec.pattern.source)).filter((text) => text.trim() === text);
  const checks = spec.checks ?? [];
  const url = checks.includes('url') ? 'url' : checks[0];
  return url === undefined ? someText : fc.constantFrom(...CHECKED[url]);
}

/** Documents that an element table allows, as trees; what lies between elements is left to `finish` of a schema's test. */
export function documentsOf(table: ElementSpec, prefixes: PrefixTable): fc.Arbitrary<XmlElement> {
  const namespaces = new Map(Object.entries(prefixes).map(([uri, prefix]) => [prefix, uri]));
  namespaces.set('xml', XML_NAMESPACE);
  return elementOf(table, namespaces, 0);
}

function elementOf(
  spec: ElementSpec,
  namespaces: ReadonlyMap<string, string>,
  depth: number,
): fc.Arbitrary<XmlElement> {
  const [prefix, name] = splitName(spec.name);
  return fc
    .record({
      attributes: attributesOf(spec.attributes ?? [], namespaces),
      children: contentOf(spec, namespaces, depth),
    })
    .map(({ attributes, children }) => ({
      name,
      namespace: namespaces.get(prefix) ?? '',
      prefix,
      attributes,
      children,
      line: 0,
    }));
}

function attributesOf(
  specs: readonly AttributeSpec[],
  namespaces: ReadonlyMap<string, string>,
): fc.Arbitrary<XmlAttribute[]> {
  const each = specs.map((spec) => {
    const [prefix, name] = splitName(spec.name);
    const attribute = valueOf(spec).map((value) =>
      makeAttribute(name, value, prefix === '' ? '' : (namespaces.get(prefix) ?? '')),
    );
    return spec.level === 'required'
      ? attribute.map((one) => [one])
      : fc.oneof(
          { weight: 3, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: attribute.map((one) => [one]) },
        );
  });
  return fc.tuple(...each).map((lists) => lists.flat());
}

function contentOf(
  spec: ElementSpec,
  namespaces: ReadonlyMap<string, string>,
  depth: number,
): fc.Arbitrary<XmlNode[]> {
  if (spec.content === 'empty') return fc.constant([]);
  if (spec.content === 'text') return valueOf(spec).map((value) => [value]);
  const children = (spec.children ?? []).map((child, at) => ({ child, rank: child.rank ?? at }));
  const lists = children.map(({ child, rank }) =>
    repeated(child, namespaces, depth).map((elements) => elements.map((element) => ({ element, rank }))),
  );
  const inOrder = fc.tuple(...lists).map((all) => all.flat());
  const ordered =
    spec.order === 'sequence'
      ? inOrder.map((all) => all.toSorted((a, b) => a.rank - b.rank))
      : inOrder.chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
  const elements = ordered.map((all): XmlNode[] => all.flatMap(({ element }) => ['\n', element]));
  return spec.content === 'mixed'
    ? fc.tuple(valueOf(spec), elements).map(([text, rest]) => [text, ...rest])
    : elements;
}

/** As often as the table demands, and sometimes a little more; deeper down less often. */
function repeated(
  child: ElementSpec,
  namespaces: ReadonlyMap<string, string>,
  depth: number,
): fc.Arbitrary<XmlElement[]> {
  const { min, max } = child.occurs;
  const most = Math.min(max ?? min + 2, min + 2);
  const element = elementOf(child, namespaces, depth + 1);
  const least = fc.array(element, { minLength: min, maxLength: min });
  if (most === min) return least;
  const more = fc.array(element, { minLength: Math.min(min + 1, most), maxLength: most });
  return fc.oneof({ weight: depth < 5 ? 1 : 2, arbitrary: least }, { weight: 1, arbitrary: more });
}

function splitName(written: string): [prefix: string, name: string] {
  const colon = written.indexOf(':');
  return colon === -1 ? ['', written] : [written.slice(0, colon), written.slice(colon + 1)];
}
