import { isElement, XML_NAMESPACE, type XmlAttribute, type XmlElement, type XmlNode } from './tree.js';

/** Indentation of elements that we insert, as Onezone writes it: own line, four blanks (onedata.md 4.3). */
const INDENT = '\n    ';

/** The element with other children. */
export function withChildren(element: XmlElement, children: readonly XmlNode[]): XmlElement {
  return { ...element, children };
}

/** Each child element replaced by what `change` gives for it; undefined removes it with the white space before it. */
export function mapChildElements(
  parent: XmlElement,
  change: (child: XmlElement) => XmlElement | undefined,
): XmlElement {
  const children: XmlNode[] = [];
  for (const node of parent.children) {
    const changed = isElement(node) ? change(node) : node;
    if (changed === undefined) dropTrailingBlank(children);
    else children.push(changed);
  }
  return withChildren(parent, joinText(children));
}

/** One child element replaced by another, or removed with the white space before it when there is none. */
export function replaceChild(
  parent: XmlElement,
  old: XmlElement,
  replacement: XmlElement | undefined,
): XmlElement {
  return mapChildElements(parent, (child) => (child === old ? replacement : child));
}

/** A new child at the front of its parent, on its own line with four blanks of indent. */
export function prependChild(parent: XmlElement, child: XmlElement): XmlElement {
  return insertAt(parent, 0, child);
}

/** A new child in front of an existing one. */
export function insertBefore(parent: XmlElement, next: XmlElement, child: XmlElement): XmlElement {
  const at = parent.children.indexOf(next);
  const blankBefore = at > 0 && isBlank(parent.children[at - 1]);
  return insertAt(parent, blankBefore ? at - 1 : Math.max(at, 0), child);
}

/** A new child behind an existing one, or at the end. */
export function insertAfter(
  parent: XmlElement,
  previous: XmlElement | undefined,
  child: XmlElement,
): XmlElement {
  const at = previous === undefined ? -1 : parent.children.indexOf(previous);
  if (at !== -1) return insertAt(parent, at + 1, child);
  const last = parent.children.length;
  return insertAt(parent, isBlank(parent.children[last - 1]) ? last - 1 : last, child);
}

/** The element with an attribute set (in its old place when it exists), or removed when `value` is undefined. */
export function withAttribute(
  element: XmlElement,
  attribute: XmlAttribute,
  value: string | undefined,
): XmlElement {
  const isIt = (other: XmlAttribute): boolean =>
    other.name === attribute.name && other.namespace === attribute.namespace;
  const found = element.attributes.some(isIt);
  if (value === undefined) {
    return found ? { ...element, attributes: element.attributes.filter((other) => !isIt(other)) } : element;
  }
  const set: XmlAttribute = { ...attribute, value };
  const attributes = found
    ? element.attributes.map((other) => (isIt(other) ? set : other))
    : [...element.attributes, set];
  return { ...element, attributes };
}

/** The tree with `xml:lang` of an element given to those children that have none of their own. */
export function withInheritedLanguage(element: XmlElement, parent: XmlElement): XmlElement {
  const isLanguage = (attribute: XmlAttribute): boolean =>
    attribute.name === 'lang' && attribute.namespace === XML_NAMESPACE;
  const inherited = parent.attributes.find(isLanguage);
  if (inherited === undefined || element.attributes.some(isLanguage)) return element;
  return { ...element, attributes: [...element.attributes, inherited] };
}

function insertAt(parent: XmlElement, at: number, child: XmlElement): XmlElement {
  const before = parent.children.slice(0, at);
  const after = parent.children.slice(at);
  const closing = after.length === 0 ? ['\n'] : [];
  return withChildren(parent, joinText([...before, INDENT, child, ...after, ...closing]));
}

function isBlank(node: XmlNode | undefined): boolean {
  return typeof node === 'string' && node.trim() === '';
}

function dropTrailingBlank(children: XmlNode[]): void {
  if (isBlank(children.at(-1))) children.pop();
}

function joinText(children: readonly XmlNode[]): XmlNode[] {
  const joined: XmlNode[] = [];
  for (const node of children) {
    const last = joined.at(-1);
    if (typeof node === 'string' && typeof last === 'string') joined[joined.length - 1] = last + node;
    else joined.push(node);
  }
  return joined;
}
