import { DC, DCTERMS } from '../namespaces.js';

/**
 * The simple element that each DCMI term refines (DCMI Metadata Terms, "subproperty of"). Terms without one, such as
 * audience or provenance, have no place in oai_dc.
 */
const REFINES: Readonly<Record<string, string>> = {
  abstract: 'description',
  accessRights: 'rights',
  alternative: 'title',
  available: 'date',
  bibliographicCitation: 'identifier',
  conformsTo: 'relation',
  created: 'date',
  dateAccepted: 'date',
  dateCopyrighted: 'date',
  dateSubmitted: 'date',
  extent: 'format',
  hasFormat: 'relation',
  hasPart: 'relation',
  hasVersion: 'relation',
  isFormatOf: 'relation',
  isPartOf: 'relation',
  isReferencedBy: 'relation',
  isReplacedBy: 'relation',
  isRequiredBy: 'relation',
  issued: 'date',
  isVersionOf: 'relation',
  license: 'rights',
  mediator: 'contributor',
  medium: 'format',
  modified: 'date',
  references: 'relation',
  replaces: 'relation',
  requires: 'relation',
  rightsHolder: 'rights',
  spatial: 'coverage',
  tableOfContents: 'description',
  temporal: 'coverage',
  valid: 'date',
};

const FIFTEEN = new Set(
  'title creator subject description publisher contributor date type format identifier source language relation coverage rights'.split(
    ' ',
  ),
);

/** The Dublin Core element that an element can be disseminated as: itself, or the one it refines; else undefined. */
export function simpleElementFor(named: {
  readonly name: string;
  readonly namespace: string;
}): string | undefined {
  if (named.namespace !== DC && named.namespace !== DCTERMS) return undefined;
  if (FIFTEEN.has(named.name)) return named.name;
  return named.namespace === DCTERMS && Object.hasOwn(REFINES, named.name) ? REFINES[named.name] : undefined;
}
