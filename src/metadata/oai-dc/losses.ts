import { childElements, plainText, type XmlElement } from '../../xml/tree.js';
import { readGrantAgreement } from '../grant-agreement.js';
import { recogniseIdentifier } from '../identifiers.js';
import { DC } from '../namespaces.js';
import { simpleElementFor } from './dumb-down.js';

/** Relations in words and elements of foreign vocabularies have no place in DataCite. */
export function dublinCoreLosses(record: XmlElement): string[] {
  return childElements(record).flatMap((element) => {
    const simple = simpleElementFor(element);
    const value = plainText(element);
    if (simple === undefined) return [`the element ${element.name} of ${element.namespace}`];
    const isRelation = simple === 'relation' || simple === 'source';
    if (!isRelation || value === '' || recogniseIdentifier(value) !== undefined) return [];
    if (readGrantAgreement(value) !== undefined) return [];
    const prefix = element.namespace === DC ? 'dc' : 'dcterms';
    return [`${prefix}:${element.name} "${value}", which is no identifier`];
  });
}
