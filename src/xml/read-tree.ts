import { XmlCData, XmlElement as ParsedElement, XmlText, type XmlDocument } from 'libxml2-wasm';
import { XSI_NAMESPACE, type XmlAttribute, type XmlElement, type XmlNode } from './tree.js';

/**
 * Copies a parsed document out of parser memory into plain data. Comments and processing instructions are left behind,
 * CDATA becomes text, neighbouring text is joined.
 */
export function readTree(document: XmlDocument): XmlElement {
  // The library gives processing instructions no way on to their next sibling.
  for (const instruction of document.find('//processing-instruction()')) instruction.remove();
  return readElement(document.root, new Map());
}

/** Namespace bindings by prefix; a new map is made only where an element declares something. */
type Scope = ReadonlyMap<string, string>;

function readElement(parsed: ParsedElement, outer: Scope): XmlElement {
  const declarations = parsed.nsDeclarations;
  const declared = Object.entries(declarations);
  const scope = declared.length === 0 ? outer : new Map([...outer, ...declared]);
  const { name, prefix, line } = parsed;
  const element = {
    name,
    namespace: parsed.namespaceUri,
    prefix,
    attributes: readAttributes(parsed, scope),
    children: readChildren(parsed, scope),
    line,
  };
  return declared.length === 0 ? element : { ...element, declarations };
}

function readAttributes(parsed: ParsedElement, scope: Scope): XmlAttribute[] {
  return parsed.attrs.map((attribute) => {
    const read = {
      name: attribute.name,
      namespace: attribute.namespaceUri,
      prefix: attribute.prefix,
      value: attribute.value,
    };
    if (read.namespace !== XSI_NAMESPACE || read.name !== 'type') return read;
    const valueNamespace = scope.get(/^([^:\s]+):/.exec(read.value.trim())?.[1] ?? '');
    return valueNamespace === undefined ? read : { ...read, valueNamespace };
  });
}

function readChildren(parsed: ParsedElement, scope: Scope): XmlNode[] {
  const children: XmlNode[] = [];
  let text = '';
  for (let child = parsed.firstChild; child !== null; child = child.next) {
    if (child instanceof ParsedElement) {
      if (text !== '') children.push(text);
      text = '';
      children.push(readElement(child, scope));
    } else if (child instanceof XmlText || child instanceof XmlCData) {
      text += child.content;
    }
  }
  if (text !== '') children.push(text);
  return children;
}
