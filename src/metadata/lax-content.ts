import { isElement, XML_NAMESPACE, XSI_NAMESPACE, type XmlAttribute } from '../xml/tree.js';
import { withoutOuterSpace } from '../xml/white-space.js';
import type { Place, Report } from './report.js';
import { isUriReference } from './uri.js';
import { cut, VALUE_CHECKS } from './value-checks.js';

/**
 * What an XSD says of content whose type it leaves open (XML Schema, lax processing): it skips what it has no declaration
 * for, but it knows the attributes of XML, gives `xsi:type` and `xsi:nil` their meaning and, where an element of
 * its own stands, judges that.
 * @returns false for an attribute that it skips, of which nothing was said
 */
export function checkLaxAttribute(place: Place, attribute: XmlAttribute, report: Report): boolean {
  const { namespace } = attribute;
  if (namespace !== XML_NAMESPACE && namespace !== XSI_NAMESPACE) return false;
  const fault = isSchemaHint(attribute) ? undefined : faultOf(attribute);
  if (fault !== undefined) report.error(fault.rule, place, fault.message, attribute);
  return true;
}

/** The same for an element and everything below it. */
export function checkLaxElement(place: Place, report: Report): void {
  const { element } = place;
  const record = rootOf(place);
  if (element.name === record.name && element.namespace === record.namespace)
    report.error('element-unknown', place, `a ${record.name} stands inside another one`);
  for (const attribute of element.attributes) checkLaxAttribute(place, attribute, report);
  for (const child of element.children)
    if (isElement(child)) checkLaxElement({ element: child, parent: place }, report);
}

/** `xsi:schemaLocation` and its kind only point at schemas; they are never followed. */
export function isSchemaHint({ namespace, name }: XmlAttribute): boolean {
  return namespace === XSI_NAMESPACE && name.endsWith('chemaLocation');
}

function rootOf(place: Place): Place['element'] {
  return place.parent === undefined ? place.element : rootOf(place.parent);
}

function faultOf({ namespace, name, value }: XmlAttribute): { rule: string; message: string } | undefined {
  const shown = `"${cut(value.trim())}"`;
  if (namespace === XML_NAMESPACE && name === 'lang') return languageFault(value);
  if (namespace === XML_NAMESPACE && name === 'space') {
    if (/^(?:default|preserve)$/.test(value)) return undefined;
    return { rule: 'value-not-in-list', message: `${shown} is no xml:space; it is default or preserve` };
  }
  if (namespace === XML_NAMESPACE && name === 'base')
    return isUriReference(value.trim())
      ? undefined
      : { rule: 'uri-syntax', message: `${shown} is not a URI` };
  const prefix = namespace === XML_NAMESPACE ? 'xml' : 'xsi';
  return {
    rule: 'attribute-unknown',
    message: `the attribute ${prefix}:${name} has no place here; leave it out`,
  };
}

function languageFault(value: string): { rule: string; message: string } | undefined {
  const finding = value === '' ? undefined : VALUE_CHECKS['language-tag'](withoutOuterSpace(value));
  return finding?.severity === 'error' ? finding : undefined;
}
