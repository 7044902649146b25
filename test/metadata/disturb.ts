import fc from 'fast-check';
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

/** Texts that validators disagree on easily: blanks of all kinds, odd numbers, what is almost a date or an address. */
const TEXTS = [
  ...['', ' ', '\n', '\u00A0', '\u2003', '\uFEFF2020', '\u00A02020', '2020\u00A0', ' 2020 ', 'en ', 'x'],
  ...['+1', '.5', '5.', '-0', '1e400', '0x1', 'NaN', 'INF', 'true ', '12345678901234567890', '0000'],
  ...['%', '#a#b', 'http://a b', 'http://[::1', 'http://a.org/%zz', '//', '::', 'a:b:c', '2020-02-30'],
];

/** Attributes that may stand anywhere, or mean something to every XSD. */
const ATTRIBUTES: readonly XmlAttribute[] = [
  ...['type', 'nil', 'schemaLocation'].map((name) => makeAttribute(name, 'true', XSI_NAMESPACE)),
  ...['keep', ' preserve ', 'preserve'].map((value) => makeAttribute('space', value, XML_NAMESPACE)),
  ...['', ' ', 'en ', 'en_US', 'pl'].map((value) => makeAttribute('lang', value, XML_NAMESPACE)),
  ...['%', 'a'].map((value) => makeAttribute('base', value, XML_NAMESPACE)),
  makeAttribute('id', 'a', XML_NAMESPACE),
  makeAttribute('foreign', 'x', 'urn:foreign'),
  makeAttribute('plain', 'x'),
];

/** A document with one thing changed that its table may or may not allow. */
export function disturbed(root: XmlElement): fc.Arbitrary<XmlElement> {
  const text = fc.constantFrom(...TEXTS);
  const foreign = makeElement('x', 'urn:foreign', 'y', [makeAttribute('type', 'z', XSI_NAMESPACE)]);
  const child = fc.constantFrom<XmlNode>(
    ' ',
    'text',
    foreign,
    makeElement('x', 'urn:foreign'),
    makeElement(root.name, root.namespace),
  );
  const change: fc.Arbitrary<Change> = fc.oneof(
    text.map(
      (value): Change =>
        (it) =>
          it.children.some(isElement) ? it : { ...it, children: value === '' ? [] : [value] },
    ),
    fc.constantFrom(...ATTRIBUTES).map(
      (attribute): Change =>
        (it) =>
          withAttributeOf(it, attribute),
    ),
    fc.tuple(fc.nat(), text).map(
      ([at, value]): Change =>
        (it) =>
          withValueAt(it, at, value),
    ),
    child.map((node): Change => (it) => ({ ...it, children: [...it.children, node] })),
  );
  return fc
    .tuple(fc.nat(countOf(root) - 1), change)
    .map(([at, apply]) => changedAt(root, { left: at }, apply));
}

type Change = (element: XmlElement) => XmlElement;

function countOf(element: XmlElement): number {
  return element.children.filter(isElement).reduce((sum, child) => sum + countOf(child), 1);
}

/** The tree with its nth element, in document order, changed. */
function changedAt(element: XmlElement, counter: { left: number }, apply: Change): XmlElement {
  counter.left -= 1;
  if (counter.left === -1) return apply(element);
  return {
    ...element,
    children: element.children.map((child) =>
      isElement(child) && counter.left >= 0 ? changedAt(child, counter, apply) : child,
    ),
  };
}

function withAttributeOf(element: XmlElement, attribute: XmlAttribute): XmlElement {
  const others = element.attributes.filter(
    ({ name, namespace }) => !(name === attribute.name && namespace === attribute.namespace),
  );
  return { ...element, attributes: [...others, attribute] };
}

function withValueAt(element: XmlElement, at: number, value: string): XmlElement {
  const chosen = element.attributes[at % Math.max(1, element.attributes.length)];
  return chosen === undefined ? element : withAttributeOf(element, { ...chosen, value });
}
