import { oaiDcFromValues, type DcValue } from './oai-dc/oai-dc-document.js';
import { identifierUrl } from './identifiers.js';
import { pidUrl } from './pid-url.js';
import type { RecordIdentity } from './schema.js';
import type { RecordSummary, SummaryAgent, SummaryPlace } from './summary.js';

/**
 * Any record as simple Dublin Core, by what its summary says (datacite.md 4.3 and 4.5): the PID as an address first
 * among the identifiers, the main date first and without labels, relations as addresses.
 */
export function dublinCoreOf(summary: RecordSummary, identity: RecordIdentity): string {
  return oaiDcFromValues([
    ...identifiers(summary, identity),
    ...titles(summary),
    ...summary.creators.map((creator) => ({ element: 'creator', value: citedName(creator) })),
    ...summary.subjects.map(({ value, language }) => text('subject', value, language)),
    ...summary.descriptions.map(({ value, language }) => text('description', value, language)),
    ...(summary.publisher === null ? [] : [text('publisher', summary.publisher)]),
    ...summary.contributors.map((contributor) => ({ element: 'contributor', value: citedName(contributor) })),
    ...summary.funders.map(({ name }) => text('contributor', name)),
    ...dates(summary),
    ...[summary.resourceTypeGeneral, summary.type].flatMap((type) =>
      type === null ? [] : [text('type', type)],
    ),
    ...[...summary.formats, ...summary.sizes].map((format) => text('format', format)),
    ...summary.languages.map((language) => text('language', language)),
    ...summary.relations.map(({ relationType, identifierType, identifier }) =>
      text(
        relationType === 'IsDerivedFrom' ? 'source' : 'relation',
        identifierUrl(identifierType, identifier) ?? identifier,
      ),
    ),
    ...coverage(summary),
    ...summary.rights.flatMap(({ name, uri, language }) => [
      text('rights', name ?? '', language),
      text('rights', uri ?? ''),
    ]),
  ]);
}

function text(element: string, value: string, language?: string): DcValue {
  return language === undefined ? { element, value } : { element, value, language };
}

function identifiers(summary: RecordSummary, identity: RecordIdentity): DcValue[] {
  const own = [pidUrl(identity), identity.landingUrl];
  const isOwn = (value: string): boolean => [identity.pid, identity.publicHandle].includes(value);
  const others = summary.identifiers.map(({ value }) => value).filter((value) => !isOwn(value));
  return [...own, ...others].map((value) => text('identifier', value));
}

/** The main title first, others after it. */
function titles({ titles: all }: RecordSummary): DcValue[] {
  const main = all.filter((title) => title.type === undefined);
  const others = all.filter((title) => title.type !== undefined);
  return [...main, ...others].map(({ value, language }) => text('title', value, language));
}

/** `Family, Given` for persons, the name as it is for organisations. */
function citedName({ name, familyName, givenName }: SummaryAgent): string {
  const hasParts = familyName !== undefined && givenName !== undefined && !name.includes(',');
  return hasParts ? `${familyName}, ${givenName}` : name;
}

function dates({ dates: all, publicationYear }: RecordSummary): DcValue[] {
  const plain = all.filter((date) => date.type !== 'Coverage');
  const issued = plain.filter((date) => date.type === 'Issued');
  const others = plain.filter((date) => date.type !== 'Issued');
  const first = issued.length > 0 ? issued.map((date) => date.value) : [publicationYear ?? ''];
  return [...first, ...others.map((date) => date.value)].map((value) => text('date', value));
}

function coverage({ geo, dates: all }: RecordSummary): DcValue[] {
  const periods = all.filter((date) => date.type === 'Coverage').map((date) => date.value);
  return [...geo.flatMap(placeTexts), ...periods].map((value) => text('coverage', value));
}

/** Boxes and points in DCMI's DCSV notation. */
function placeTexts({ place, point, box }: SummaryPlace): string[] {
  return [
    ...(place === undefined ? [] : [place]),
    ...(box === undefined
      ? []
      : [`northlimit=${box.north}; southlimit=${box.south}; westlimit=${box.west}; eastlimit=${box.east}`]),
    ...(point === undefined ? [] : [`east=${point.longitude}; north=${point.latitude}`]),
  ];
}
