import { attributeValue, isElement, textContent, type XmlAttribute, type XmlElement } from '../xml/tree.js';
import { attributeRow, childRow, type CompiledTable, type Row } from './compiled-table.js';
import { checkLaxAttribute, checkLaxElement, isSchemaHint } from './lax-content.js';
import { suggestion } from './near-miss.js';
import type { Place, Report } from './report.js';
import { vocabularyEntry, type ValueSpec, type Vocabulary } from './spec.js';
import { cut, VALUE_CHECKS } from './value-checks.js';
import { lookUp } from '../xml/look-up.js';
import { withoutOuterSpace } from '../xml/white-space.js';

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
    const spec = attributeRow(table, attribute);
    if (spec !== undefined) checkValue({ value: attribute.value, spec, place, report, attribute });
    else if (!isSchemaHint(attribute)) reportUnknownAttribute(place, attribute, table, report);
  }
  for (const { name, spec } of table.expected) {
    if (attributeValue(element, name.name, name.namespace) !== undefined) continue;
    const isRequired = spec.level === 'required';
    const message = `the attribute ${spec.name} is ${isRequired ? 'missing' : 'recommended'}`;
    if (isRequired) report.error('attribute-missing', place, message);
    else report.warning('recommended-missing', place, message);
  }
}

function reportUnknownAttribute(
  place: Place,
  attribute: XmlAttribute,
  table: CompiledTable,
  report: Report,
): void {
  const { unknownAttributes = 'error' } = table.spec;
  if (unknownAttributes === 'lax' && checkLaxAttribute(place, attribute, report)) return;
  const message = (): string => {
    const name = report.nameOf(attribute);
    const known = (table.spec.attributes ?? []).map((spec) => spec.name);
    return `the attribute ${name} is not allowed on ${table.spec.name}${suggestion(name, known)}`;
  };
  const severity = unknownAttributes === 'error' ? 'error' : 'warning';
  report.add(severity, 'attribute-unknown', place, message, attribute);
}

function checkChildren(place: Place, table: CompiledTable, report: Report): void {
  const { spec } = table;
  const counts = table.rows.length === 0 ? NO_COUNTS : new Map<Row, number>();
  let furthest = 0;
  for (const node of place.element.children) {
    if (!isElement(node)) {
      if (spec.content === 'elements' || spec.content === 'empty') checkStrayText(node, place, table, report);
      continue;
    }
    const child: Place = { element: node, parent: place };
    const row = childRow(table, node);
    if (row === undefined) {
      reportUnknownElement(child, table, report);
      continue;
    }
    countChild(child, row, counts, report);
    if (spec.order === 'sequence' && row.position < furthest) reportOrder(child, table, furthest, report);
    furthest = Math.max(furthest, row.position);
    checkTable(child, row.table, report);
  }
  if (table.rows.length > 0) reportMissing(place, table, counts, report);
}

/** For elements that have no rows, nothing is ever counted. */
const NO_COUNTS = new Map<Row, number>();

function checkStrayText(text: string, place: Place, table: CompiledTable, report: Report): void {
  const { content, name, unknown } = table.spec;
  const trimmed = text.trim();
  if (trimmed === '' && content !== 'empty') return;
  if (unknown === 'ignore') return;
  const what = trimmed === '' ? 'white space' : `the text "${cut(trimmed)}"`;
  report.error('text-misplaced', place, `${what} has no place directly in ${name}`);
}

function reportUnknownElement(place: Place, table: CompiledTable, report: Report): void {
  const { spec } = table;
  // A misspelt element of a namespace that the table knows is a mistake even where foreign elements are let pass.
  const unknown = table.children.has(place.element.namespace) ? 'error' : (spec.unknown ?? 'error');
  if (unknown === 'ignore') return;
  if (unknown === 'lax') checkLaxElement(place, report);
  const message = (): string => {
    const name = report.nameOf(place.element);
    const known = (spec.children ?? []).map((child) => child.name);
    return `the element ${name} is not allowed in ${spec.name}${nearestLocal(place.element, name, known)}`;
  };
  report.add(unknown === 'lax' ? 'warning' : 'error', 'element-unknown', place, message);
}

function nearestLocal(element: XmlElement, name: string, known: readonly string[]): string {
  const exact = known.find((candidate) => candidate.replace(/^.*:/, '') === element.name);
  if (exact !== undefined)
    return exact === name ? `; its namespace is "${element.namespace}"` : `; did you mean "${exact}"?`;
  return suggestion(name, known);
}

function countChild(place: Place, row: Row, counts: Map<Row, number>, report: Report): void {
  const count = (counts.get(row) ?? 0) + 1;
  counts.set(row, count);
  const { name, occurs } = row.table.spec;
  if (occurs.max === null || count <= occurs.max) return;
  const times = occurs.max === 1 ? 'once' : `${occurs.max} times`;
  report.error('element-repeated', place, `${name} may stand here only ${times}`);
}

function reportOrder(place: Place, parent: CompiledTable, furthest: number, report: Report): void {
  const name = report.nameOf(place.element);
  const later = parent.rows.find((row) => row.position === furthest);
  const before = later?.table.spec.name ?? 'the element before it';
  report.error('element-order', place, `${name} must stand before ${before}`);
}

function reportMissing(
  place: Place,
  table: CompiledTable,
  counts: ReadonlyMap<Row, number>,
  report: Report,
): void {
  for (const row of table.rows) {
    const count = counts.get(row) ?? 0;
    const { name, occurs, level } = row.table.spec;
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
  if (value.trim() === '') {
    if (value !== '' && spec.checks?.includes('language-tag') === true) {
      report.error('language-tag', place, `${spec.name} is blank; leave it out`, attribute);
      return;
    }
    const blank = spec.blank ?? (spec.vocabulary === undefined ? 'warning' : 'error');
    if (blank !== 'ignore') report.add(blank, 'value-blank', place, `${spec.name} is empty`, attribute);
  }
  // An XSD does not count a no-break space or its like as white space.
  const trimmed = withoutOuterSpace(value);
  if (trimmed === '') return;
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
  const message = (): string => {
    const retired = lookUp(vocabulary.retired ?? {}, value.trim());
    const words = vocabulary.values.map((entry) => entry.value);
    const advice = retired === undefined ? suggestion(value.trim(), words) : `; ${retired}`;
    return `"${cut(value)}" is not in the list ${vocabulary.name}${advice}`;
  };
  report.add(vocabulary.open === true ? 'warning' : 'error', 'value-not-in-list', place, message, attribute);
}
