import {
  isElement,
  makeAttribute,
  makeElement,
  XML_NAMESPACE,
  XSI_NAMESPACE,
  type XmlAttribute,
  type XmlElement,
  type XmlNode,
} from '../../src/xml/tree.js';
import { attributeRow, childRow, type CompiledTable } from '../../src/metadata/compiled-table.js';
import type { AttributeSpec, ValueCheckName, ValueSpec } from '../../src/metadata/spec.js';

/** One change to a valid document that breaks one rule of its element table. */
export interface Mutation {
  /** The rule that must show among the errors. */
  rule: string;
  what: string;
  apply: (root: XmlElement) => XmlElement;
}

type Change = (element: XmlElement) => XmlElement;

/** A value that each check with error severity refuses, and the rule that says so. */
const REFUSED: Partial<Record<ValueCheckName, readonly [value: string, rule: string]>> = {
  day: ['2023-02-29', 'date-syntax'],
  year: ['24', 'year-syntax'],
  'language-tag': ['en_US', 'language-tag'],
  uri: ['%zz', 'uri-syntax'],
  latitude: ['91', 'coordinate'],
  longitude: ['18 E', 'coordinate'],
  'decimal-0-1': ['2', 'number-range'],
};

/** Values that those checks take. */
const GOOD: Partial<Record<ValueCheckName, string>> = {
  day: '2024-02-29',
  year: '2024',
  'language-tag': 'en',
  latitude: '54.35',
  longitude: '18.65',
  'decimal-0-1': '1',
};

/** Attributes that every XSD judges, also where it leaves the content open. */
const LAX_REFUSED: readonly (readonly [rule: string, attribute: XmlAttribute])[] = [
  ['attribute-unknown', makeAttribute('type', 'x', XSI_NAMESPACE)],
  ['attribute-unknown', makeAttribute('nil', 'true', XSI_NAMESPACE)],
  ['value-not-in-list', makeAttribute('space', 'keep', XML_NAMESPACE)],
  ['language-tag', makeAttribute('lang', 'en_US', XML_NAMESPACE)],
];

/** Every single mutation of a document that its table says is wrong. */
export function mutationsOf(root: XmlElement, table: CompiledTable): Mutation[] {
  return [...mutationsAt(root, table, (change) => change)];
}

function* mutationsAt(
  element: XmlElement,
  table: CompiledTable,
  at: (change: Change) => Change,
): Generator<Mutation> {
  const mutation = (rule: string, what: string, change: Change): Mutation => ({
    rule,
    what: `${table.spec.name}: ${what}`,
    apply: at(change),
  });
  yield* attributeMutations(element, table, mutation);
  yield* contentMutations(element, table, mutation);
  yield* childMutations(element, table, mutation);
  for (const [index, child] of element.children.entries()) {
    if (!isElement(child)) continue;
    const found = childRow(table, child);
    if (found === undefined) continue;
    const inChild = (change: Change): Change =>
      at((parent) => withChild(parent, index, (node) => change(node)));
    yield* mutationsAt(child, found.table, inChild);
  }
}

type MakeMutation = (rule: string, what: string, change: Change) => Mutation;

function* attributeMutations(
  element: XmlElement,
  table: CompiledTable,
  mutation: MakeMutation,
): Generator<Mutation> {
  if (table.spec.unknownAttributes === undefined) {
    yield mutation('attribute-unknown', 'an attribute more', (it) => ({
      ...it,
      attributes: [...it.attributes, makeAttribute('wrong', 'x')],
    }));
  }
  if (table.spec.unknownAttributes === 'lax') {
    for (const [rule, attribute] of LAX_REFUSED) {
      yield mutation(rule, `${attribute.name}="${attribute.value}"`, (it) => ({
        ...it,
        attributes: [...it.attributes.filter((one) => keyOf(one) !== keyOf(attribute)), attribute],
      }));
    }
  }
  for (const attribute of element.attributes) {
    const spec = attributeRow(table, attribute);
    if (spec === undefined) continue;
    const set =
      (value: string): Change =>
      (it) => ({
        ...it,
        attributes: it.attributes.map((one) => (keyOf(one) === keyOf(attribute) ? { ...one, value } : one)),
      });
    for (const [rule, value] of wrongValues(spec))
      yield mutation(rule, `${spec.name}="${value}"`, set(value));
    if (spec.level === 'required')
      yield mutation('attribute-missing', `no ${spec.name}`, without(spec, keyOf(attribute)));
  }
}

function without(_spec: AttributeSpec, key: string): Change {
  return (it) => ({ ...it, attributes: it.attributes.filter((one) => keyOf(one) !== key) });
}

function* contentMutations(
  element: XmlElement,
  table: CompiledTable,
  mutation: MakeMutation,
): Generator<Mutation> {
  const { spec } = table;
  if (spec.content === 'text') {
    for (const [rule, value] of wrongValues(spec)) {
      yield mutation(rule, `text "${value}"`, (it) => ({ ...it, children: value === '' ? [] : [value] }));
    }
  }
  if ((spec.content === 'elements' || spec.content === 'empty') && spec.unknown === undefined) {
    yield mutation('text-misplaced', 'stray text', (it) => ({ ...it, children: [...it.children, 'stray'] }));
  }
  if (spec.content === 'empty') {
    yield mutation('text-misplaced', 'white space', (it) => ({ ...it, children: [...it.children, '\n'] }));
  }
  if (spec.unknown === undefined) {
    const wrong = makeElement('wrong', element.namespace);
    yield mutation('element-unknown', 'an element more', (it) => ({
      ...it,
      children: [...it.children, wrong],
    }));
  }
}

function* childMutations(
  element: XmlElement,
  table: CompiledTable,
  mutation: MakeMutation,
): Generator<Mutation> {
  const elements = element.children.filter(isElement);
  for (const row of table.rows) {
    const { table: child, position } = row;
    const isOne = (one: XmlElement): boolean => childRow(table, one) === row;
    const found = elements.filter(isOne);
    const [first] = found;
    if (first === undefined) continue;
    const { min, max } = child.spec.occurs;
    if (min > 0) {
      const keep = found.slice(0, min - 1);
      yield mutation('element-missing', `too few ${child.spec.name}`, (it) =>
        withElements(it, (one) => !isOne(one) || keep.includes(one)),
      );
    }
    if (max !== null) {
      const copies = Array.from({ length: max + 1 - found.length }, () => first);
      yield mutation('element-repeated', `too many ${child.spec.name}`, (it) =>
        insertAfter(it, first, copies),
      );
    }
    const later = elements.find((one) => (childRow(table, one)?.position ?? 0) > position);
    if (table.spec.order === 'sequence' && later !== undefined) {
      yield mutation('element-order', `${child.spec.name} too late`, (it) => ({
        ...it,
        children: [...it.children.filter((one) => one !== first), first],
      }));
    }
  }
}

function wrongValues(spec: ValueSpec): [rule: string, value: string][] {
  const wrong: [string, string][] = [];
  if (spec.vocabulary !== undefined) wrong.push(['value-not-in-list', 'Nonsense']);
  if (spec.pattern !== undefined) wrong.push(['value-pattern', 'no such value']);
  if (spec.blank === 'error' || (spec.blank === undefined && spec.vocabulary !== undefined))
    wrong.push(['value-blank', '']);
  for (const name of spec.checks ?? []) {
    const refused = REFUSED[name];
    if (refused !== undefined) wrong.push([refused[1], refused[0]]);
    // An XSD counts a no-break space as a character like any other.
    if (refused !== undefined && name !== 'uri') wrong.push([refused[1], `${GOOD[name] ?? ''}\u00A0`]);
    if (name === 'language-tag') wrong.push(['language-tag', ' ']);
  }
  return wrong;
}

function withChild(parent: XmlElement, index: number, change: Change): XmlElement {
  return {
    ...parent,
    children: parent.children.map((node, at) => (at === index && isElement(node) ? change(node) : node)),
  };
}

function withElements(parent: XmlElement, keep: (element: XmlElement) => boolean): XmlElement {
  return { ...parent, children: parent.children.filter((node) => !isElement(node) || keep(node)) };
}

function insertAfter(parent: XmlElement, element: XmlElement, more: readonly XmlNode[]): XmlElement {
  return {
    ...parent,
    children: parent.children.flatMap((node) => (node === element ? [node, ...more] : [node])),
  };
}

function keyOf(named: { readonly name: string; readonly namespace: string }): string {
  return `{${named.namespace}}${named.name}`;
}
