import { isElement, XML_NAMESPACE, type XmlAttribute, type XmlElement } from './tree.js';
import { lookUp } from './look-up.js';

/** Namespace URI to the prefix that we write for it; an empty prefix makes it the default namespace. */
export type PrefixTable = Readonly<Record<string, string>>;

/** The prolog that Onezone puts before stored metadata (onedata.md 4.3). */
export const PROLOG = '<?xml version="1.0" encoding="utf-8" ?>\n';

/**
 * Writes a tree as XML without a declaration. Every namespace of the tree is declared on the root, so that the text
 * stands on its own wherever it is put; prefixes follow `table`, then the source, then ns1, ns2 … The same tree gives
 * the same text, wherever its namespaces were declared; parsing that text and writing it again gives the same text.
 */
export function serialise(root: XmlElement, table: PrefixTable = NO_PREFIXES): string {
  const prefixes = choosePrefixes(root, table);
  const pieces: string[] = [];
  writeElement(root, prefixes, prefixes.declarations(root.namespace), pieces);
  // Strings that are added to one another stay thousands of objects, which the collector moves as long as the text is kept.
  return pieces.join('');
}

const NO_PREFIXES: PrefixTable = {};

/** A namespace declaration as an attribute; an empty prefix declares the default namespace. */
export function declaration(prefix: string, uri: string): string {
  return `xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri)}"`;
}

/** Text with the characters escaped that XML gives a meaning to, `]]>` included. */
export function escapeText(text: string): string {
  return /[&<>\r]/.test(text)
    ? text.replace(/[&<>\r]/g, (character) => TEXT_ESCAPES[character] ?? character)
    : text;
}

/** The same for an attribute value in double quotes; line ends and tabs survive attribute value normalisation. */
export function escapeAttribute(value: string): string {
  return /[&<>"\t\n\r]/.test(value)
    ? value.replace(/[&<>"\t\n\r]/g, (character) => ATTRIBUTE_ESCAPES[character] ?? character)
    : value;
}

const TEXT_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;',
};
const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = {
  ...TEXT_ESCAPES,
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};

/** The prefixes of one document: one for elements and one, never empty, for attributes of each namespace. */
class Prefixes {
  private readonly byNamespace = new Map<string, string>();
  private readonly attributePrefix = new Map<string, string>();
  private hasDefault = false;
  private readonly taken = new Set<string>(['xml', 'xmlns']);
  /** The last ns1, ns2 … that was tried; starting over for each namespace would take quadratic time. */
  private numbered = 0;

  /** Where an element is in no namespace there can be no default namespace: unprefixed names are its. */
  constructor(
    private readonly table: PrefixTable,
    private readonly allowDefault: boolean,
  ) {
    for (const prefix of Object.values(table)) if (prefix !== '') this.taken.add(prefix);
  }

  addElement(namespace: string, wanted: string): void {
    if (namespace === '' || namespace === XML_NAMESPACE || this.byNamespace.has(namespace)) return;
    const canonical = lookUp(this.table, namespace);
    const usable = canonical !== undefined && (canonical !== '' || this.allowDefault);
    this.byNamespace.set(namespace, usable ? canonical : this.prefixFor(wanted));
  }

  addAttribute(namespace: string, wanted: string): void {
    if (namespace === '' || namespace === XML_NAMESPACE) return;
    this.addElement(namespace, wanted);
    if (this.byNamespace.get(namespace) === '' && !this.attributePrefix.has(namespace)) {
      this.attributePrefix.set(namespace, this.free(wanted));
    }
  }

  ofElement(namespace: string): string {
    return this.byNamespace.get(namespace) ?? '';
  }

  ofAttribute(namespace: string): string {
    if (namespace === XML_NAMESPACE) return 'xml';
    return this.attributePrefix.get(namespace) ?? this.byNamespace.get(namespace) ?? '';
  }

  /** That of the root first, the others by their prefixes, whatever the order in which they were found. */
  declarations(rootNamespace: string): string {
    const rank = ([uri, prefix]: readonly [string, string]): string =>
      `${uri === rootNamespace ? 0 : 1}${prefix}`;
    return [...this.byNamespace, ...this.attributePrefix]
      .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
      .map(([uri, prefix]) => ` ${declaration(prefix, uri)}`)
      .join('');
  }

  /** A default namespace of the source stays one where the table wants none and nothing else is. */
  private prefixFor(wanted: string): string {
    const mayBeDefault = this.allowDefault && !Object.values(this.table).includes('') && !this.hasDefault;
    if (wanted !== '' || !mayBeDefault) return this.free(wanted);
    this.hasDefault = true;
    return '';
  }

  private free(wanted: string): string {
    let prefix = wanted;
    while (prefix === '' || this.taken.has(prefix)) {
      this.numbered += 1;
      prefix = `ns${this.numbered}`;
    }
    this.taken.add(prefix);
    return prefix;
  }
}

function choosePrefixes(root: XmlElement, table: PrefixTable): Prefixes {
  const prefixes = new Prefixes(table, !hasUnqualifiedElement(root));
  collect(root, prefixes);
  return prefixes;
}

function hasUnqualifiedElement(element: XmlElement): boolean {
  return (
    element.namespace === '' ||
    element.children.some((child) => isElement(child) && hasUnqualifiedElement(child))
  );
}

function collect(element: XmlElement, prefixes: Prefixes): void {
  prefixes.addElement(element.namespace, element.prefix);
  if (element.declarations !== undefined) {
    for (const [prefix, uri] of Object.entries(element.declarations)) prefixes.addElement(uri, prefix);
  }
  for (const attribute of element.attributes) {
    prefixes.addAttribute(attribute.namespace, attribute.prefix);
    if (attribute.valueNamespace !== undefined) prefixes.addAttribute(attribute.valueNamespace, '');
  }
  for (const child of element.children) if (isElement(child)) collect(child, prefixes);
}

function writeElement(element: XmlElement, prefixes: Prefixes, declarations: string, pieces: string[]): void {
  const name = qualified(prefixes.ofElement(element.namespace), element.name);
  let start = `<${name}${declarations}`;
  for (const attribute of element.attributes) start += attributeText(attribute, prefixes);
  if (element.children.length === 0) {
    pieces.push(`${start}/>`);
    return;
  }
  pieces.push(`${start}>`);
  for (const child of element.children) {
    if (isElement(child)) writeElement(child, prefixes, '', pieces);
    else pieces.push(escapeText(child));
  }
  pieces.push(`</${name}>`);
}

function attributeText(attribute: XmlAttribute, prefixes: Prefixes): string {
  const { valueNamespace, value } = attribute;
  const shown =
    valueNamespace === undefined
      ? value
      : `${prefixes.ofAttribute(valueNamespace)}:${value.trim().replace(/^[^:]*:/, '')}`;
  const name = qualified(prefixes.ofAttribute(attribute.namespace), attribute.name);
  return ` ${name}="${escapeAttribute(shown)}"`;
}

function qualified(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}:${name}`;
}
