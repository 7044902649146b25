import { escapeAttribute, escapeText } from '../../xml/build.js';

/** Written XML, to be put inside more XML as it is. */
export interface Markup {
  readonly xml: string;
}

/** What may stand inside an element: text, which is escaped, or what `element` wrote. */
export type MarkupChild = string | Markup;

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Metadata passed the XML gate, names of files and shares did not: characters that XML 1.0 forbids are left out. */
const legal = (text: string) =>
  text.replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '');

/** An element; attributes without a value are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  children: readonly MarkupChild[] = [],
): Markup {
  const written = Object.entries(attributes)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([attribute, value]) => ` ${attribute}="${escapeAttribute(legal(value))}"`)
    .join('');
  const content = children
    .map((child) => (typeof child === 'string' ? escapeText(legal(child)) : child.xml))
    .join('');
  return { xml: content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>` };
}

/** A whole document. */
export const xmlDocument = (root: Markup): string => `${xmlDeclaration}${root.xml}\n`;
