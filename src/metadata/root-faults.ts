import type { XmlElement } from '../xml/tree.js';

/** What a root is, as the beginning of a sentence; `name` is its name as people know it. */
export function describeRoot(root: XmlElement, name: string): string {
  return `the root element is ${name} (${root.namespace === '' ? 'no namespace' : `namespace ${root.namespace}`})`;
}
