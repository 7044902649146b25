import { serialise, type PrefixTable } from '../../xml/build.js';
import {
  makeAttribute,
  makeElement,
  XML_NAMESPACE,
  XSI_NAMESPACE,
  type XmlElement,
  type XmlNode,
} from '../../xml/tree.js';
import { DC, DCTERMS, OAI_DC, OAI_PMH } from '../namespaces.js';
import type { MetadataFormat } from '../schema.js';

/** The format that OAI-PMH demands for every item. */
export const OAI_DC_FORMAT: MetadataFormat = {
  prefix: 'oai_dc',
  schemaUrl: 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
  namespace: OAI_DC,
};

/** Prefixes of Dublin Core records, stored and disseminated. */
export const DC_PREFIXES: PrefixTable = {
  [OAI_DC]: 'oai_dc',
  [OAI_PMH]: '',
  [DC]: 'dc',
  [DCTERMS]: 'dcterms',
  [XSI_NAMESPACE]: 'xsi',
};

/** One value of a crosswalk to simple Dublin Core. */
export interface DcValue {
  readonly element: string;
  readonly value: string;
  readonly language?: string;
}

/** An `oai_dc:dc` element around children that oai_dc.xsd allows, as text. */
export function oaiDcDocument(children: readonly XmlNode[]): string {
  const location = makeAttribute('schemaLocation', `${OAI_DC} ${OAI_DC_FORMAT.schemaUrl}`, XSI_NAMESPACE);
  const root = makeElement('dc', OAI_DC, children, [location]);
  return serialise({ ...root, declarations: { oai_dc: OAI_DC, dc: DC, xsi: XSI_NAMESPACE } }, DC_PREFIXES);
}

/** The same from crosswalk values: blanks and repetitions left out, one element on a line. */
export function oaiDcFromValues(values: readonly DcValue[]): string {
  const seen = new Set<string>();
  const children: XmlNode[] = [];
  for (const { element, value, language } of values) {
    const text = value.trim();
    const key = `${element}\n${text}`;
    if (text === '' || seen.has(key)) continue;
    seen.add(key);
    children.push('\n    ', dcElement(element, text, language));
  }
  return oaiDcDocument(children.length === 0 ? [] : [...children, '\n']);
}

function dcElement(name: string, text: string, language: string | undefined): XmlElement {
  const isTag = language !== undefined && /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(language);
  return makeElement(name, DC, text, isTag ? [makeAttribute('lang', language, XML_NAMESPACE)] : []);
}
