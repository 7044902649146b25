/** The namespace that the prefix `xml` is always bound to (Namespaces in XML 1.0, section 3). */
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
/** XML Schema instance namespace (`xsi:type`, `xsi:schemaLocation`). */
export const XSI_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';

/** An attribute; `namespace` is empty for an unprefixed one. */
export interface XmlAttribute {
  readonly name: string;
  readonly namespace: string;
  readonly prefix: string;
  readonly value: string;
  /** Namespace that the prefix inside an `xsi:type` value stands for, so that the value survives a change of prefixes. */
  readonly valueNamespace?: string;
}

/** A text node is a plain string; comments and processing instructions do not exist in a tree. */
export type XmlNode = XmlElement | string;

/**
 * An element as plain data, free of parser memory. `name` is the local name, `prefix` the one found in the source,
 * `line` counts from 1 and is 0 for elements made by us.
 */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly prefix: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  readonly line: number;
  /** Namespace declarations written on this element (prefix to URI), when there are any. */
  readonly declarations?: Readonly<Record<string, string>>;
}

/** True for the element nodes of a tree, false for its text. */
export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string';
}

/** The child elements, optionally only those of one name; the namespace defaults to the parent's. */
export function childElements(
  parent: XmlElement,
  name?: string,
  namespace: string = parent.namespace,
): XmlElement[] {
  const elements = parent.children.filter(isElement);
  if (name === undefined) return elements;
  return elements.filter((child) => child.name === name && child.namespace === namespace);
}

/** The first child element of that name, or undefined. */
export function childElement(
  parent: XmlElement | undefined,
  name: string,
  namespace?: string,
): XmlElement | undefined {
  if (parent === undefined) return undefined;
  const wanted = namespace ?? parent.namespace;
  for (const child of parent.children) {
    if (isElement(child) && child.name === name && child.namespace === wanted) return child;
  }
  return undefined;
}

/** All text inside an element, in document order, white space as it stands. */
export function textContent(element: XmlElement): string {
  const [only] = element.children;
  if (element.children.length === 0) return '';
  if (element.children.length === 1 && typeof only === 'string') return only;
  return element.children.map((node) => (isElement(node) ? textContent(node) : node)).join('');
}

/** Text content without outer white space and with inner runs of white space made one blank. */
export function plainText(element: XmlElement): string {
  return textContent(element).replace(/\s+/g, ' ').trim();
}

/** The value of an attribute, or undefined; `namespace` empty means an unprefixed attribute. */
export function attributeValue(element: XmlElement, name: string, namespace = ''): string | undefined {
  for (const attribute of element.attributes) {
    if (attribute.name === name && attribute.namespace === namespace) return attribute.value;
  }
  return undefined;
}

/** A new element; attributes given as a record are in no namespace. */
export function makeElement(
  name: string,
  namespace: string,
  children: readonly XmlNode[] | string = [],
  attributes: readonly XmlAttribute[] | Readonly<Record<string, string | undefined>> = [],
): XmlElement {
  return {
    name,
    namespace,
    prefix: '',
    attributes: isAttributeList(attributes) ? attributes : plainAttributes(attributes),
    children: typeof children === 'string' ? (children === '' ? [] : [children]) : children,
    line: 0,
  };
}

/** An attribute in a namespace, for example `xml:lang`. */
export function makeAttribute(name: string, value: string, namespace = ''): XmlAttribute {
  return { name, namespace, prefix: '', value };
}

function isAttributeList(
  attributes: readonly XmlAttribute[] | Readonly<Record<string, string | undefined>>,
): attributes is readonly XmlAttribute[] {
  return Array.isArray(attributes);
}

function plainAttributes(attributes: Readonly<Record<string, string | undefined>>): XmlAttribute[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [makeAttribute(name, value)],
  );
}
