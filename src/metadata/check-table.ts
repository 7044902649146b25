import type { PrefixTable } from '../xml/build.js';
import {
  isElement,
  textContent,
  XML_NAMESPACE,
  XSI_NAMESPACE,
  type XmlAttribute,
  type XmlElement,
} from '../xml/tree.js';
import { suggestion } from './near-miss.js';
import type { Place, Report } from './report.js';
import {
  vocabularyEntry,
  type AttributeSpec,
  type ElementSpec,
  type ValueSpec,
  type Vocabulary,
} from './spec.js';
import { cut, VALUE_CHECKS } from './value-checks.js';

/** An element table made ready for look-ups by namespace and name. */
export interface CompiledTable {
  readonly spec: ElementSpec;
  readonly children: ReadonlyMap<string, { readonly table: CompiledTable; readonly position: number }>;
  readonly attributes: ReadonlyMap<string, AttributeSpec>;
}

/** Prepares a table once; names are resolved by the schema's canonical prefixes. */
export function compileTable(spec: ElementSpec, prefixes: PrefixTable): CompiledTable {
  const namespaces = new Map(Object.entries(prefixes).map(([uri, prefix]) => [prefix, uri]));
  namespaces.set('xml', XML_NAMESPACE);
  const children = (spec.children ?? []).map(
    (child, position) =>
      [
        elementKey(child.name, namespaces),
        { table: compileTable(child, prefixes), position: child.rank ?? position },
      ] as const,
  );
  const attributes = (spec.attributes ?? []).map(
    (attribute) => [attributeKey(attribute.name, namespaces), attribute] as const,
  );
  return { spec, children: new Map(children), attributes: new Map(attributes) };
}

/** Checks an element and everything below it against its table and reports every problem found. */
export function checkTable(place: Place, table: CompiledTable, report: Report): void {
  checkAttributes(place, table, report);
  checkChildren(place, table, report);
  const { content } = table.spec;
  if (content !== 'text' && content !== 'mixed') return;
  checkValue({ value: textContent(place.element), spec: table.spec, place, report });
}

function checkAttributes(place: Place, table: CompiledTable, report: Report): void {
  const { element } = place;
  for (const attribute of element.attributes) {
    const spec = table.attributes.get(keyOf(attribute));
    if (spec !== undefined) checkValue({ value: attribute.value, spec, place, report, attribute });
    else if (!isSchemaHint(attribute)) reportUnknownAttribute(place, attribute, table, report);
  }
  for (const [key, spec] of table.attributes) {
    if (spec.level === 'optional' || element.attributes.some((attribute) => keyOf(attribute) === key))
      continue;
    const required = spec.level === 'required';
    const rule = required ? 'attribute-missing' : 'recommended-missing';
    report.add(
      required ? 'error' : 'warning',
      rule,
      place,
      `the attribute ${spec.name} is ${required ? 'missing' : 'recommended'}`,
    );
  }
}

function reportUnknownAttribute(
  place: Place,
  attribute: XmlAttribute,
  table: CompiledTable,
  report: Report,
): void {
  const name = report.nameOf(attribute);
  const known = [...table.attributes.values()].map((spec) => spec.name);
  const message = `the attribute ${name} is not allowed on ${table.spec.name}${suggestion(name, known)}`;
  report.add(table.spec.unknownAttributes ?? 'error', 'attribute-unknown', place, message, attribute);
}

function checkChildren(place: Place, table: CompiledTable, report: Report): void {
  const { spec } = table;
  const counts = new Map<CompiledTable, number>();
  let furthest = 0;
  for (const node of place.element.children) {
    if (!isElement(node)) {
      if (spec.content === 'elements' || spec.content === 'empty') checkStrayText(node, place, table, report);
      continue;
    }
    const found = table.children.get(keyOf(node));
    if (found === undefined) {
      reportUnknownElement({ element: node, parent: place }, table, report);
      continue;
    }
    const child: Place = { element: node, parent: place };
    countChild(child, found.table, counts, report);
    if (spec.order === 'sequence' && found.position < furthest) reportOrder(child, table, furthest, report);
    furthest = Math.max(furthest, found.position);
    checkTable(child, found.table, report);
  }
  reportMissing(place, table, counts, report);
}

function checkStrayText(text: string, place: Place, table: CompiledTable, report: Report): void {
  const trimmed = text.trim();
  const severity = table.spec.unknown ?? 'error';
  if (trimmed === '' || severity === 'ignore') return;
  const message = `the text "${cut(trimmed)}" has no place directly in ${table.spec.name}`;
  report.add(severity, 'text-misplaced', place, message);
}

function reportUnknownElement(place: Place, table: CompiledTable, report: Report): void {
  const { spec } = table;
  const name = report.nameOf(place.element);
  const known = (spec.children ?? []).map((child) => child.name);
  // A misspelt element of a namespace that the table knows is a mistake even where foreign elements are let pass.
  const isOwn = [...table.children.keys()].some((key) => key.startsWith(`{${place.element.namespace}}`));
  const severity = isOwn ? 'error' : (spec.unknown ?? 'error');
  if (severity === 'ignore') return;
  const local = nearestLocal(place.element, name, known);
  report.add(
    severity,
    'element-unknown',
    place,
    `the element ${name} is not allowed in ${spec.name}${local}`,
  );
}

function nearestLocal(element: XmlElement, name: string, known: readonly string[]): string {
  const exact = known.find((candidate) => candidate.replace(/^.*:/, '') === element.name);
  if (exact !== undefined)
    return exact === name ? `; its namespace is "${element.namespace}"` : `; did you mean "${exact}"?`;
  return suggestion(name, known);
}

function countChild(
  place: Place,
  table: CompiledTable,
  counts: Map<CompiledTable, number>,
  report: Report,
): void {
  const count = (counts.get(table) ?? 0) + 1;
  counts.set(table, count);
  const { max } = table.spec.occurs;
  if (max === null || count <= max) return;
  const times = max === 1 ? 'once' : `${max} times`;
  report.error('element-repeated', place, `${table.spec.name} may stand here only ${times}`);
}

function reportOrder(place: Place, parent: CompiledTable, furthest: number, report: Report): void {
  const name = report.nameOf(place.element);
  const later = [...parent.children.values()].find((child) => child.position === furthest);
  const before = later?.table.spec.name ?? 'the element before it';
  report.error('element-order', place, `${name} must stand before ${before}`);
}

function reportMissing(
  place: Place,
  table: CompiledTable,
  counts: ReadonlyMap<CompiledTable, number>,
  report: Report,
): void {
  for (const { table: child } of table.children.values()) {
    const count = counts.get(child) ?? 0;
    const { name, occurs, level } = child.spec;
    if (count < occurs.min) {
      const what = occurs.min === 1 ? name : `${name} (at least ${occurs.min}, found ${count})`;
      report.error('element-missing', place, `${what} is missing in ${table.spec.name}`);
    } else if (count === 0 && level === 'recommended') {
      report.warning('recommended-missing', place, `${name} is recommended and missing`);
    }
  }
}

interface ValueUnderCheck {
  readonly value: string;
  readonly spec: ValueSpec & { readonly name: string };
  readonly place: Place;
  readonly report: Report;
  readonly attribute?: XmlAttribute;
}

function checkValue({ value, spec, place, report, attribute }: ValueUnderCheck): void {
  const trimmed = value.trim();
  if (trimmed === '') {
    const blank = spec.blank ?? (spec.vocabulary === undefined ? 'warning' : 'error');
    if (blank !== 'ignore') report.add(blank, 'value-blank', place, `${spec.name} is empty`, attribute);
    return;
  }
  if (spec.vocabulary !== undefined)
    checkVocabulary({ value, spec, place, report, ...(attribute && { attribute }) }, spec.vocabulary);
  if (spec.pattern !== undefined && !patternOf(spec.pattern.source).test(trimmed)) {
    report.error('value-pattern', place, `"${cut(trimmed)}" is not ${spec.pattern.describe}`, attribute);
  }
  for (const name of spec.checks ?? []) {
    const finding = VALUE_CHECKS[name](trimmed);
    if (finding !== undefined) report.add(finding.severity, finding.rule, place, finding.message, attribute);
  }
}

const patterns = new Map<string, RegExp>();

/** Patterns come from tables, so their number is fixed. */
function patternOf(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(source, 'u');
  patterns.set(source, known);
  return known;
}

function checkVocabulary({ value, place, report, attribute }: ValueUnderCheck, vocabulary: Vocabulary): void {
  if (vocabularyEntry(vocabulary, value) !== undefined) return;
  const retired = vocabulary.retired?.[value.trim()];
  const words = vocabulary.values.map((entry) => entry.value);
  const advice = retired === undefined ? suggestion(value.trim(), words) : `; ${retired}`;
  const message = `"${cut(value)}" is not in the list ${vocabulary.name}${advice}`;
  report.add(vocabulary.open === true ? 'warning' : 'error', 'value-not-in-list', place, message, attribute);
}

/** `xsi:schemaLocation` and its kind only point at schemas; they are never followed. */
function isSchemaHint(attribute: XmlAttribute): boolean {
  return attribute.namespace === XSI_NAMESPACE && attribute.name.endsWith('chemaLocation');
}

function keyOf(named: { readonly name: string; readonly namespace: string }): string {
  return `{${named.namespace}}${named.name}`;
}

function elementKey(name: string, namespaces: ReadonlyMap<string, string>): string {
  const at = name.indexOf(':');
  const prefix = at === -1 ? '' : name.slice(0, at);
  return `{${namespaces.get(prefix) ?? ''}}${name.slice(at + 1)}`;
}

function attributeKey(name: string, namespaces: ReadonlyMap<string, string>): string {
  return name.includes(':') ? elementKey(name, namespaces) : `{}${name}`;
}
