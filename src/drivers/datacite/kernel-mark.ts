import { type OwnershipMark, parseMark, printMark, sameOwner } from '../../pid/ownership.js';

/** alternateIdentifierType under which our mark stands in a DataCite record. */
const markType = 'Waymark';

/**
 * The kernel-4 document with our mark among its alternate identifiers. Works on the canonical form that the metadata
 * room writes, so no parser is needed.
 */
export function withMark(xml: string, mark: OwnershipMark): string {
  const [, prefix = ''] = /<(?:([\w.-]+:))?resource[\s>]/.exec(xml) ?? [];
  const name = `${prefix}alternateIdentifier`;
  const element = `<${name} alternateIdentifierType="${markType}">${printMark(mark)}</${name}>`;
  const empty = new RegExp(`<${name}s\\s*/>`);
  const opening = new RegExp(`(<${name}s(?:\\s[^>]*[^/])?>)`);
  if (empty.test(xml)) return xml.replace(empty, `<${name}s>${element}</${name}s>`);
  if (opening.test(xml)) return xml.replace(opening, `$1${element}`);
  return xml.replace(
    new RegExp(`</${prefix}resource>`),
    `<${name}s>${element}</${name}s></${prefix}resource>`,
  );
}

/** The mark of the same owner among any texts of a record; undefined when none carries it. */
export function markAmong(texts: readonly string[], mark: OwnershipMark): OwnershipMark | undefined {
  return texts
    .map((text) => parseMark(text.trim()))
    .find((found) => found !== undefined && sameOwner(found, mark));
}
