import { intake } from '../../xml/intake.js';
import { COLLECTION_LIMITS } from '../../xml/limits.js';
import { isElement, type XmlElement, type XmlNode } from '../../xml/tree.js';

/** A document as text that does not depend on prefixes, attribute order, or blanks between elements. */
export function canonical(xml: string): string {
  const taken = intake(xml, { limits: COLLECTION_LIMITS });
  if (!taken.accepted) throw new Error(`not well-formed: ${taken.faults[0]?.message ?? ''}`);
  return canonicalNode(taken.root);
}

function canonicalNode(node: XmlNode): string {
  if (!isElement(node)) return JSON.stringify(node);
  const name = `{${node.namespace}}${node.name}`;
  const attributes = node.attributes.map(
    (attribute) => `{${attribute.namespace}}${attribute.name}=${JSON.stringify(attribute.value)}`,
  );
  return `<${[name, ...attributes.sort()].join(' ')}>${meaningful(node).map(canonicalNode).join('')}</>`;
}

/** Blanks between elements carry nothing; blanks in text do. */
function meaningful(element: XmlElement): readonly XmlNode[] {
  const structured =
    element.children.some(isElement) &&
    element.children.every((node) => isElement(node) || node.trim() === '');
  return structured ? element.children.filter(isElement) : element.children;
}
