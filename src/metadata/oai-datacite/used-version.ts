import { isElement, type XmlElement } from '../../xml/tree.js';
import type { CompiledTable } from '../check-table.js';
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
  for (const { name, namespace, value } of element.attributes) {
    const spec = table.attributes.get(`{${namespace}}${name}`);
    if (spec === undefined) continue;
    version = later(later(version, spec.since), sinceOfValue(spec.vocabulary, value));
  }
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const found = table.children.get(`{${child.namespace}}${child.name}`);
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
