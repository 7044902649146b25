import { insertAfter, mapChildElements, prependChild } from '../../xml/edit.js';
import {
  attributeValue,
  childElement,
  childElements,
  makeElement,
  plainText,
  type XmlElement,
} from '../../xml/tree.js';
import { isSameIdentifier, recogniseIdentifier } from '../identifiers.js';
import type { RecordIdentity } from '../schema.js';
import { KERNEL_4 } from './datacite-document.js';

/**
 * Takes every `identifier` out, since only the registry says what it is, and puts the landing page address in as an
 * alternateIdentifier of type URL (onedata.md 4.6). An identifier that the submitter gave is kept as an
 * alternateIdentifier of the type that it is seen to be of, else of the one that it was given; placeholders and test DOIs are not.
 */
export function reviseDatacite(record: XmlElement, identity: RecordIdentity): XmlElement {
  const formers = childElements(record, 'identifier').map((element) => ({
    value: plainText(element),
    type: attributeValue(element, 'identifierType'),
  }));
  const stripped = mapChildElements(record, (child) =>
    child.name === 'identifier' && child.namespace === KERNEL_4 ? undefined : child,
  );
  const withFormer = formers
    .filter((identifier) => isWorthKeeping(identifier, identity))
    .reduce((current, former) => withAlternate(current, alternateOf(former), 'end'), stripped);
  const outdated = identity.replaces?.landingUrl;
  const current = outdated === identity.landingUrl ? withFormer : withoutAlternate(withFormer, outdated);
  return withAlternate(current, { type: 'URL', value: identity.landingUrl }, 'front');
}

/** The identifier: the DOI without its scheme, or the whole address for a PID that is no DOI (onedata.md 4.6). */
export function insertDatacitePid(record: XmlElement, { pid, publicHandle }: RecordIdentity): XmlElement {
  const isDoi = pid.startsWith('10.');
  const identifier = makeElement('identifier', KERNEL_4, isDoi ? pid : publicHandle, {
    identifierType: isDoi ? 'DOI' : 'URL',
  });
  const stripped = mapChildElements(record, (child) =>
    child.name === 'identifier' && child.namespace === KERNEL_4 ? undefined : child,
  );
  return prependChild(stripped, identifier);
}

interface Alternate {
  readonly type: string;
  readonly value: string;
}

interface Former {
  readonly value: string;
  /** As the submitter declared it. */
  readonly type: string | undefined;
}

function isWorthKeeping(
  { value, type }: Former,
  { pid, publicHandle, landingUrl, replaces }: RecordIdentity,
): boolean {
  const ours = [pid, publicHandle, landingUrl, replaces?.publicHandle, replaces?.landingUrl];
  if (ours.some((own) => own !== undefined && isSameIdentifier(own, value))) return false;
  const recognised = recogniseIdentifier(value);
  if (recognised !== undefined)
    return !(recognised.type === 'DOI' && recognised.value.startsWith('10.5072/'));
  // A name in a scheme that we do not know; "(:tba)" and "not available" are none.
  return type !== undefined && type !== 'DOI' && /^\S*\d\S*$/.test(value.trim());
}

function alternateOf({ value, type }: Former): Alternate {
  return { type: recogniseIdentifier(value)?.type ?? type ?? 'Other', value };
}

function withAlternate(record: XmlElement, alternate: Alternate, where: 'front' | 'end'): XmlElement {
  const list = childElement(record, 'alternateIdentifiers');
  const element = makeElement('alternateIdentifier', KERNEL_4, alternate.value, {
    alternateIdentifierType: alternate.type,
  });
  if (list === undefined) {
    return prependChild(record, prependChild(makeElement('alternateIdentifiers', KERNEL_4), element));
  }
  if (childElements(list).some((child) => isSame(child, alternate))) return record;
  const extended = where === 'front' ? prependChild(list, element) : insertAfter(list, undefined, element);
  return mapChildElements(record, (child) => (child === list ? extended : child));
}

function withoutAlternate(record: XmlElement, value: string | undefined): XmlElement {
  const list = childElement(record, 'alternateIdentifiers');
  if (list === undefined || value === undefined) return record;
  const reduced = mapChildElements(list, (child) =>
    isSame(child, { type: 'URL', value }) ? undefined : child,
  );
  return mapChildElements(record, (child) => (child === list ? reduced : child));
}

function isSame(element: XmlElement, { type, value }: Alternate): boolean {
  return attributeValue(element, 'alternateIdentifierType') === type && plainText(element) === value;
}
