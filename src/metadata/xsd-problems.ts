import { STORED_LIMITS } from '../xml/limits.js';
import { isElement, plainText, type XmlElement } from '../xml/tree.js';
import type { XsdComplaint } from '../xml/xsd.js';
import type { Place, Report } from './report.js';
import { takeIn } from './take-in.js';

/**
 * Reports what an XSD has against a rendered record at the elements of the submitted document that it was rendered from:
 * those on the same path, else, in a crosswalk, those that say the same; at the record itself where neither is found.
 * @param record as it was rendered; its elements have the lines of the document
 */
export function reportComplaints(
  { prefix, payload }: { prefix: string; payload: string },
  complaints: readonly XsdComplaint[],
  record: XmlElement,
  report: Report,
): void {
  if (complaints.length === 0) return;
  const taken = takeIn(payload, { limits: STORED_LIMITS });
  const byText = indexByText({ element: record }, new Map());
  for (const [index, { xpath, message }] of complaints.entries()) {
    const isShown = taken.accepted && index < MOST_LOCATED;
    const path = isShown ? elementsOn(xpath ?? '', taken.root) : [];
    report.error('xsd', placeOf(path, record, byText), `${prefix}: ${message}`);
  }
}

/** As many problems of a document as are listed. */
const MOST_LOCATED = 1000;

/** The elements from the root down that libxml2's path of a node names (`/p:a/*[2]/b[1]`; `*` for a default namespace). */
function elementsOn(xpath: string, root: XmlElement): XmlElement[] {
  const path = [root];
  for (const step of xpath.split('/').slice(2)) {
    const [, name = '', position = '1'] = /^([^@[]+)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const parent = path.at(-1) ?? root;
    const namesakes = parent.children
      .filter(isElement)
      .filter((child) => name === '*' || nameOf(child) === name);
    const next = namesakes[Number(position) - 1];
    if (next === undefined) break;
    path.push(next);
  }
  return path;
}

function nameOf({ prefix, name }: XmlElement): string {
  return prefix === '' ? name : `${prefix}:${name}`;
}

function placeOf(path: readonly XmlElement[], record: XmlElement, byText: TextIndex): Place {
  const root: Place = { element: record };
  const target = path.at(-1);
  const begin = Math.max(
    0,
    path.findIndex((element) => isSameName(element, record)),
  );
  if (target === undefined || path.length - 1 <= begin) return root;
  const text = plainText(target);
  const same = follow(path.slice(begin), root);
  if (same !== undefined && plainText(same.element) === text) return written(same);
  const found = byText.get(text) ?? [];
  return written(found.find(({ element }) => element.name === target.name) ?? found[0] ?? root);
}

/** The place in the record that has the same names and positions above it. */
function follow([parent, next, ...rest]: readonly XmlElement[], place: Place): Place | undefined {
  if (parent === undefined || next === undefined) return place;
  const position = parent.children
    .filter((child) => isElement(child) && isSameName(child, next))
    .indexOf(next);
  const element = place.element.children.filter(isElement).filter((child) => isSameName(child, next))[
    position
  ];
  return element === undefined ? undefined : follow([next, ...rest], { element, parent: place });
}

function isSameName(a: XmlElement, b: XmlElement): boolean {
  return a.name === b.name && a.namespace === b.namespace;
}

type TextIndex = Map<string, Place[]>;

/** Elements without child elements by what they say. */
function indexByText(place: Place, index: TextIndex): TextIndex {
  const children = place.element.children.filter(isElement);
  for (const element of children) indexByText({ element, parent: place }, index);
  const text = children.length === 0 ? plainText(place.element) : '';
  if (text === '') return index;
  const namesakes = index.get(text);
  if (namesakes === undefined) index.set(text, [place]);
  else namesakes.push(place);
  return index;
}

/** The place, or the nearest around it that the submitter has written. */
function written(place: Place): Place {
  return place.element.line === 0 && place.parent !== undefined ? written(place.parent) : place;
}
