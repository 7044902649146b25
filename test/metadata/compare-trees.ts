import { XML_NAMESPACE, XSI_NAMESPACE, type XmlElement, type XmlNode } from '../../src/xml/tree.js';

/** A tree as text that two trees with the same content share: prefixes, comments and white space between elements aside. */
export function comparable(node: XmlNode, leaveOut: (element: XmlElement) => boolean = () => false): string {
  if (typeof node === 'string') return JSON.stringify(node);
  const attributes = node.attributes
    .filter(({ namespace, name }) => !(namespace === XSI_NAMESPACE && name.endsWith('chemaLocation')))
    .map(
      ({ namespace, name, value, valueNamespace }) =>
        `{${namespace}}${name}=${valueNamespace === undefined ? value : `{${valueNamespace}}${value.replace(/^[^:]*:/, '')}`}`,
    );
  const children = node.children
    .filter((child) => (typeof child === 'string' ? child.trim() !== '' : !leaveOut(child)))
    .map((child) => comparable(child, leaveOut));
  return `<{${node.namespace}}${node.name} ${attributes.toSorted().join(' ')}>${children.join('')}</>`;
}

/** Every namespace that a tree declares or uses. */
export function namespacesOf(element: XmlElement): Set<string> {
  const found = new Set([...Object.values(element.declarations ?? {}), element.namespace]);
  for (const { namespace } of element.attributes) found.add(namespace);
  for (const child of element.children) {
    if (typeof child !== 'string') for (const namespace of namespacesOf(child)) found.add(namespace);
  }
  found.delete('');
  found.delete(XML_NAMESPACE);
  return found;
}
