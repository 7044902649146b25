import type { PrefixTable } from '../xml/build.js';
import { XML_NAMESPACE } from '../xml/tree.js';
import type { AttributeSpec, ElementSpec } from './spec.js';

/** A row of a table: what may stand there, and its place in a sequence. */
export interface Row {
  readonly table: CompiledTable;
  readonly position: number;
}

/** An element table made ready for look-ups by namespace and name. */
export interface CompiledTable {
  readonly spec: ElementSpec;
  readonly rows: readonly Row[];
  /** Attributes that are required or recommended. */
  readonly expected: readonly { readonly name: Name; readonly spec: AttributeSpec }[];
  /** Namespace, then local name. */
  readonly children: ReadonlyMap<string, ReadonlyMap<string, Row>>;
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, AttributeSpec>>;
}

/** A name in a namespace. */
export interface Name {
  readonly name: string;
  readonly namespace: string;
}

/** Prepares a table once; names are resolved by the schema's canonical prefixes. */
export function compileTable(spec: ElementSpec, prefixes: PrefixTable): CompiledTable {
  const namespaces = new Map(Object.entries(prefixes).map(([uri, prefix]) => [prefix, uri]));
  namespaces.set('xml', XML_NAMESPACE);
  const rows = (spec.children ?? []).map((child, at): [Name, Row] => [
    resolve(child.name, namespaces, namespaces.get('') ?? ''),
    { table: compileTable(child, prefixes), position: child.rank ?? at },
  ]);
  const attributes = (spec.attributes ?? []).map((attribute): [Name, AttributeSpec] => [
    resolve(attribute.name, namespaces, ''),
    attribute,
  ]);
  return {
    spec,
    rows: rows.map(([, row]) => row),
    expected: attributes.flatMap(([name, attribute]) =>
      attribute.level === 'optional' ? [] : [{ name, spec: attribute }],
    ),
    children: indexed(rows),
    attributes: indexed(attributes),
  };
}

/** The row for a child element, or undefined when the table does not know it. */
export function childRow(table: CompiledTable, { name, namespace }: Name): Row | undefined {
  return table.children.get(namespace)?.get(name);
}

/** What the table says about an attribute, or undefined. */
export function attributeRow(table: CompiledTable, { name, namespace }: Name): AttributeSpec | undefined {
  return table.attributes.get(namespace)?.get(name);
}

function indexed<T>(entries: readonly [Name, T][]): Map<string, Map<string, T>> {
  const index = new Map<string, Map<string, T>>();
  for (const [{ name, namespace }, value] of entries) {
    const inNamespace = index.get(namespace) ?? new Map<string, T>();
    index.set(namespace, inNamespace.set(name, value));
  }
  return index;
}

function resolve(written: string, namespaces: ReadonlyMap<string, string>, unprefixed: string): Name {
  const colon = written.indexOf(':');
  if (colon === -1) return { name: written, namespace: unprefixed };
  return { name: written.slice(colon + 1), namespace: namespaces.get(written.slice(0, colon)) ?? '' };
}
