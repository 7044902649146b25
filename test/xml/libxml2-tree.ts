import { XmlCData, XmlDocument, XmlElement as ParsedElement, XmlText } from 'libxml2-wasm';
import type { XmlElement, XmlNode } from '../../src/xml/tree.js';

/** What our reader must have made of a text, by libxml2's own tree; lines are left out. */
export type PlainTree = [name: string, attributes: string[], children: (PlainTree | string)[]];

/** libxml2's tree of a text. */
export function treeByLibxml2(text: string): PlainTree {
  const document = XmlDocument.fromString(text);
  try {
    for (const instruction of document.find('//processing-instruction()')) instruction.remove();
    return plainParsed(document.root);
  } finally {
    document.dispose();
  }
}

/** Our tree in the same shape. */
export function plainTree(element: XmlElement): PlainTree {
  const attributes = element.attributes.map(({ namespace, name, value }) => `{${namespace}}${name}=${value}`);
  return [
    `{${element.namespace}}${element.name}`,
    attributes.toSorted(),
    element.children.map((node: XmlNode) => (typeof node === 'string' ? node : plainTree(node))),
  ];
}

function plainParsed(parsed: ParsedElement): PlainTree {
  const attributes = parsed.attrs.map(({ namespaceUri, name, value }) => `{${namespaceUri}}${name}=${value}`);
  const children: (PlainTree | string)[] = [];
  let text = '';
  for (let child = parsed.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlText || child instanceof XmlCData) text += child.content;
    if (!(child instanceof ParsedElement)) continue;
    if (text !== '') children.push(text);
    text = '';
    children.push(plainParsed(child));
  }
  if (text !== '') children.push(text);
  return [`{${parsed.namespaceUri}}${parsed.name}`, attributes.toSorted(), children];
}
