import {
  attributeValue,
  childElement,
  childElements,
  plainText,
  XML_NAMESPACE,
  type XmlElement,
} from '../../xml/tree.js';
import type { LocalisedText, SummaryPlace } from '../summary.js';
import { EDM, RDF, SKOS, WGS84 } from './edm-document.js';

/** The things that a record describes beside its object, by their address. */
export class Context {
  private readonly byAddress = new Map<string, XmlElement>();

  constructor(record: XmlElement) {
    for (const element of childElements(record)) {
      const address = attributeValue(element, 'about', RDF);
      if (address !== undefined && address !== '') this.byAddress.set(address, element);
    }
  }

  /** What a statement says: its text, or the names of what it points at, else the address itself. */
  texts(statement: XmlElement): (LocalisedText & { uri?: string })[] {
    const target = attributeValue(statement, 'resource', RDF)?.trim() ?? '';
    if (target === '') return textOf(statement);
    const described = this.byAddress.get(target);
    const labels = described === undefined ? [] : childElements(described, 'prefLabel', SKOS).flatMap(textOf);
    if (labels.length > 0) return labels.map((label) => ({ ...label, uri: target }));
    return [{ value: target, uri: target }];
  }

  /** The first of them, an English one if there is one. */
  text(statement: XmlElement): (LocalisedText & { uri?: string }) | undefined {
    const all = this.texts(statement);
    return all.find((entry) => entry.language?.startsWith('en') === true) ?? all[0];
  }

  /** A place by name, with coordinates where the record describes it. */
  place(statement: XmlElement): SummaryPlace | undefined {
    const name = this.text(statement)?.value;
    const target = attributeValue(statement, 'resource', RDF) ?? '';
    const described = this.byAddress.get(target);
    const isPlace = described?.name === 'Place' && described.namespace === EDM;
    const latitude = isPlace ? numberIn(described, 'lat') : undefined;
    const longitude = isPlace ? numberIn(described, 'long') : undefined;
    if (name === undefined) return undefined;
    return latitude === undefined || longitude === undefined
      ? { place: name }
      : { place: name, point: { latitude, longitude } };
  }
}

function textOf(statement: XmlElement): LocalisedText[] {
  const value = plainText(statement);
  const language = attributeValue(statement, 'lang', XML_NAMESPACE);
  if (value === '') return [];
  return language === undefined || language === '' ? [{ value }] : [{ value, language }];
}

function numberIn(parent: XmlElement, name: string): number | undefined {
  const element = childElement(parent, name, WGS84);
  const value = element === undefined ? Number.NaN : Number.parseFloat(plainText(element));
  return Number.isNaN(value) ? undefined : value;
}
