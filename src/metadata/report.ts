import type { PrefixTable } from '../xml/build.js';
import { isElement, XML_NAMESPACE, type XmlAttribute, type XmlElement } from '../xml/tree.js';
import type { Problem } from './problem.js';
import { lookUp } from '../xml/look-up.js';

/** A document with tens of thousands of faults says no more in tens of thousands of sentences. */
const MAX_PROBLEMS = 1000;

/** Where in the document a check stands: an element and the way down to it. */
export interface Place {
  readonly element: XmlElement;
  readonly parent?: Place;
}

/** A sentence, or how to make it where that takes work. */
type Message = string | (() => string);

/** Collects the problems of one document, each with line and XPath in canonical prefixes. */
export class Report {
  readonly problems: Problem[] = [];
  private unreported = 0;
  private errors = 0;
  private readonly named = new WeakSet<XmlElement>();
  private readonly siblings = new Map<XmlElement, ReadonlyMap<string, readonly XmlElement[]>>();

  private readonly outerPath: string;

  /** @param around the element around the record, in an envelope: the XPaths begin at its root */
  constructor(
    private readonly prefixes: PrefixTable,
    around?: Place,
  ) {
    this.outerPath = around === undefined ? '' : outerPathOf(around);
  }

  get hasErrors(): boolean {
    return this.errors > 0;
  }

  error(rule: string, place: Place, message: Message, attribute?: XmlAttribute): void {
    this.add('error', rule, place, message, attribute);
  }

  warning(rule: string, place: Place, message: Message, attribute?: XmlAttribute): void {
    this.add('warning', rule, place, message, attribute);
  }

  add(
    severity: Problem['severity'],
    rule: string,
    place: Place,
    message: Message,
    attribute?: XmlAttribute,
  ): void {
    if (this.problems.length >= MAX_PROBLEMS && (severity === 'warning' || this.hasErrors)) {
      this.unreported += 1;
      return;
    }
    const path = this.pathOf(place);
    const xpath = attribute === undefined ? path : `${path}/@${this.nameOf(attribute)}`;
    const line = place.element.line === 0 ? null : place.element.line;
    const text = typeof message === 'string' ? message : message();
    this.problems.push({ severity, rule, line, xpath, message: text });
    this.named.add(place.element);
    if (severity === 'error') this.errors += 1;
  }

  /** True when something has been said about this very element. */
  hasNamed(element: XmlElement): boolean {
    return this.named.has(element);
  }

  /** The problems in document order of their lines, with a last word about those left out. */
  finish(): Problem[] {
    const sorted = this.problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    if (this.unreported === 0) return sorted;
    const message = `${this.unreported} more problems are not listed`;
    return [...sorted, { severity: 'warning', rule: 'more-problems', line: null, xpath: null, message }];
  }

  /** The name of an element or attribute with its canonical prefix. */
  nameOf(named: { readonly name: string; readonly namespace: string; readonly prefix: string }): string {
    if (named.namespace === '') return named.name;
    if (named.namespace === XML_NAMESPACE) return `xml:${named.name}`;
    const prefix = lookUp(this.prefixes, named.namespace) ?? named.prefix;
    return prefix === '' ? named.name : `${prefix}:${named.name}`;
  }

  private pathOf(place: Place): string {
    const name = this.nameOf(place.element);
    if (place.parent === undefined) return `${this.outerPath}/${name}`;
    return `${this.pathOf(place.parent)}/${name}${this.positionOf(place.element, place.parent.element)}`;
  }

  /** `[n]` among siblings of the same name, nothing for an only one. The siblings are grouped once for all problems. */
  private positionOf(element: XmlElement, parent: XmlElement): string {
    const groups = this.siblings.get(parent) ?? byLocalName(parent);
    this.siblings.set(parent, groups);
    const position = positionAmong(groups.get(element.name) ?? [], element);
    return position === undefined ? '' : `[${position}]`;
  }
}

/** Envelopes are written without prefixes, as everyone knows them. */
function outerPathOf({ element, parent }: Place): string {
  return `${parent === undefined ? '' : outerPathOf(parent)}/${element.name}`;
}

function byLocalName(parent: XmlElement): ReadonlyMap<string, readonly XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const node of parent.children) {
    if (!isElement(node)) continue;
    const namesakes = groups.get(node.name);
    if (namesakes === undefined) groups.set(node.name, [node]);
    else namesakes.push(node);
  }
  return groups;
}

/** The place of an element, from 1, among those of its namespace; undefined when it is the only one. */
function positionAmong(candidates: readonly XmlElement[], element: XmlElement): number | undefined {
  let position = 0;
  let isReached = false;
  for (const candidate of candidates) {
    if (candidate.namespace !== element.namespace) continue;
    if (!isReached) position += 1;
    if (isReached || (candidate === element && position > 1)) return position;
    isReached = candidate === element;
  }
  return undefined;
}
