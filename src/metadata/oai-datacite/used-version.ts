import { isElement, type XmlElement } from '../../xml/tree.js';
import { attributeRow, childRow, type CompiledTable } from '../compiled-table.js';
import { vocabularyEntry, type Vocabulary } from '../spec.js';

/**
 * The lowest kernel version that knows everything a record uses: elements, attributes and values of controlled lists,
 * by the since-versions of the table. At least 4.0.
 */
export function usedVersion(record: XmlElement, table: CompiledTable): string {
  return latest(record, table, '4.0');
}

function latest(element: XmlElement, table: CompiledTable, known: string): string {
  let version = later(known, table.spec.since);
  for (const attribute of element.attributes) {
    const spec = attributeRow(table, attribute);
    if (spec === undefined) continue;
    version = later(later(version, spec.since), sinceOfValue(spec.vocabulary, attribute.value));
  }
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const found = childRow(table, child);
    if (found !== undefined) version = latest(child, found.table, version);
  }
  return version;
}

function sinceOfValue(vocabulary: Vocabulary | undefined, value: string): string | undefined {
  return vocabulary === undefined ? undefined : vocabularyEntry(vocabulary, value)?.since;
}

/** Kernel versions have one digit after the point so far, so text order is their order. */
function later(a: string, b: string | undefined): string {
  return b === undefined || b <= a ? a : b;
}
