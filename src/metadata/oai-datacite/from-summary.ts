import { makeAttribute, makeElement, XML_NAMESPACE, type XmlElement } from '../../xml/tree.js';
import { languageTagOf } from '../languages.js';
import type { RecordIdentity } from '../schema.js';
import type { RecordSummary } from '../summary.js';
import { KERNEL_4 } from './datacite-document.js';
import { agentElement, fundingElement, geoElement, list, named } from './elements.js';
import {
  CONTRIBUTOR_TYPE,
  DATE_TYPE,
  RELATED_IDENTIFIER_TYPE,
  RELATION_TYPE,
  RESOURCE_TYPE,
} from './vocabularies.js';

/** What a handle service gives where a record does not say. */
export interface DataciteDefaults {
  readonly publisher?: string;
  /** Four digits; usually the year of publication in the registry. */
  readonly publicationYear?: string;
  /** Default `Dataset`. */
  readonly resourceTypeGeneral?: string;
  /** Stands for a creator that is nowhere named, such as `:unav`; without it such a record is not converted. */
  readonly creator?: string;
}

/** A property that DataCite demands. */
export type RequiredProperty = 'title' | 'creator' | 'publisher' | 'publicationYear';

interface Conversion {
  readonly resource: XmlElement;
  readonly missing: RequiredProperty[];
  readonly losses: string[];
}

/** A kernel 4 resource from what a summary says; the rules are those of datacite.md 4.4. */
export function dataciteResource(
  summary: RecordSummary,
  identity: RecordIdentity,
  defaults: DataciteDefaults,
): Conversion {
  const losses: string[] = [];
  const publisher = summary.publisher ?? defaults.publisher;
  const year = summary.publicationYear ?? defaults.publicationYear;
  const creators = creatorsOf(summary, defaults);
  const missing: RequiredProperty[] = [];
  if (summary.titles.length === 0) missing.push('title');
  if (creators.length === 0) missing.push('creator');
  if (publisher === undefined) missing.push('publisher');
  if (year === undefined) missing.push('publicationYear');
  const children = [
    identifierElement(identity),
    list('creators', creators),
    list('titles', titleElements(summary)),
    named('publisher', publisher ?? ''),
    named('publicationYear', year ?? ''),
    typeElement(summary, defaults),
    list(
      'subjects',
      summary.subjects.map(({ value, uri, scheme, language }) =>
        text('subject', value, { valueURI: uri, subjectScheme: scheme }, language),
      ),
    ),
    list('contributors', contributorElements(summary)),
    list('dates', dateElements(summary)),
    ...languageElements(summary, losses),
    list('alternateIdentifiers', alternateElements(summary, identity)),
    list('relatedIdentifiers', relationElements(summary, losses)),
    list(
      'sizes',
      summary.sizes.map((size) => named('size', size)),
    ),
    list(
      'formats',
      summary.formats.map((format) => named('format', format)),
    ),
    ...(summary.version === null ? [] : [named('version', summary.version)]),
    list('rightsList', summary.rights.map(rightsElement)),
    list(
      'descriptions',
      summary.descriptions.map(({ value, type, language }) =>
        text('description', value, { descriptionType: type ?? 'Abstract' }, language),
      ),
    ),
    list('geoLocations', summary.geo.map(geoElement)),
    list('fundingReferences', summary.funders.map(fundingElement)),
  ];
  const present = children.filter((child) => child.children.length > 0);
  return {
    resource: makeElement('resource', KERNEL_4, present.flatMap((child) => ['\n  ', child]).concat('\n')),
    missing,
    losses,
  };
}

function text(
  name: string,
  value: string,
  attributes: Record<string, string | undefined>,
  language?: string,
): XmlElement {
  const element = makeElement(name, KERNEL_4, value, attributes);
  const isTag = language !== undefined && /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(language);
  if (!isTag) return element;
  return { ...element, attributes: [...element.attributes, makeAttribute('lang', language, XML_NAMESPACE)] };
}

function identifierElement({ pid, publicHandle }: RecordIdentity): XmlElement {
  const isDoi = pid.startsWith('10.');
  return text('identifier', isDoi ? pid : publicHandle, { identifierType: isDoi ? 'DOI' : 'URL' });
}

/** A record without creators is cited by its contributors, else by its publisher, else by the default. */
function creatorsOf(summary: RecordSummary, defaults: DataciteDefaults): XmlElement[] {
  const persons = summary.contributors.filter((contributor) => contributor.role === undefined);
  const agents = summary.creators.length > 0 ? summary.creators : persons;
  if (agents.length > 0) return agents.map((agent) => agentElement('creator', agent));
  const organisation = summary.publisher ?? summary.contributors[0]?.name;
  if (organisation !== undefined) {
    return [agentElement('creator', { name: organisation, type: 'Organizational', affiliations: [] })];
  }
  return defaults.creator === undefined
    ? []
    : [agentElement('creator', { name: defaults.creator, affiliations: [] })];
}

function titleElements({ titles }: RecordSummary): XmlElement[] {
  const main = titles[0];
  return titles.map((title, at) => {
    const isTranslation = title.language !== undefined && title.language !== main?.language;
    const fallback = at === 0 ? undefined : isTranslation ? 'TranslatedTitle' : 'AlternativeTitle';
    return text('title', title.value, { titleType: title.type ?? fallback }, title.language);
  });
}

function typeElement({ resourceTypeGeneral, type }: RecordSummary, defaults: DataciteDefaults): XmlElement {
  const isKnown = RESOURCE_TYPE.values.some(({ value }) => value === resourceTypeGeneral);
  const general = (isKnown ? resourceTypeGeneral : undefined) ?? defaults.resourceTypeGeneral ?? 'Dataset';
  return text('resourceType', type ?? general, { resourceTypeGeneral: general });
}

/** Contributors that already stand in as creators are not named twice. */
function contributorElements(summary: RecordSummary): XmlElement[] {
  const standIn = summary.creators.length === 0;
  const others = summary.contributors.filter((contributor) => !(standIn && contributor.role === undefined));
  return others.map((contributor) => {
    const isKnown = CONTRIBUTOR_TYPE.values.some(({ value }) => value === contributor.role);
    const contributorType = isKnown ? contributor.role : 'Other';
    return agentElement('contributor', contributor, contributorType === undefined ? {} : { contributorType });
  });
}

/** A date without a type is that of issue when it is the first with a year, else another one. */
function dateElements({ dates }: RecordSummary): XmlElement[] {
  const hasIssued = dates.some((date) => date.type === 'Issued');
  const first = dates.find((date) => date.type === 'Date' && /^\d{4}/.test(date.value));
  return dates.map((date) => {
    const isKnown = DATE_TYPE.values.some(({ value }) => value === date.type);
    const fallback = !hasIssued && date === first ? 'Issued' : 'Other';
    return text('date', date.value, {
      dateType: isKnown ? date.type : fallback,
      dateInformation: date.information,
    });
  });
}

function languageElements({ languages }: RecordSummary, losses: string[]): XmlElement[] {
  const [tag, ...others] = languages.flatMap((language) => languageTagOf(language) ?? []);
  const lost = [...languages.filter((language) => languageTagOf(language) === undefined), ...others];
  if (lost.length > 0) losses.push(`languages beyond the first known one: ${lost.join(', ')}`);
  return tag === undefined ? [] : [named('language', tag)];
}

function alternateElements({ identifiers }: RecordSummary, identity: RecordIdentity): XmlElement[] {
  const own = [identity.pid, identity.publicHandle, identity.landingUrl];
  const others = identifiers.filter(({ value }) => !own.includes(value));
  return [{ type: 'URL', value: identity.landingUrl }, ...others].map(({ type, value }) =>
    text('alternateIdentifier', value, { alternateIdentifierType: type }),
  );
}

function relationElements({ relations }: RecordSummary, losses: string[]): XmlElement[] {
  return relations.flatMap(({ relationType, identifierType, identifier }) => {
    const isKnown =
      RELATED_IDENTIFIER_TYPE.values.some(({ value }) => value === identifierType) &&
      RELATION_TYPE.values.some(({ value }) => value === relationType);
    if (isKnown) {
      return [text('relatedIdentifier', identifier, { relatedIdentifierType: identifierType, relationType })];
    }
    losses.push(`the relation ${relationType} to "${identifier}"`);
    return [];
  });
}

function rightsElement({ name, uri, spdx, language }: RecordSummary['rights'][number]): XmlElement {
  const scheme =
    spdx === undefined
      ? {}
      : { rightsIdentifier: spdx, rightsIdentifierScheme: 'SPDX', schemeURI: 'https://spdx.org/licenses/' };
  return text('rights', name ?? spdx ?? uri ?? '', { rightsURI: uri, ...scheme }, language);
}
