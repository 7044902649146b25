import {
  agentScheme,
  agentSchemeOfAddress,
  isIsni,
  orcidUrl,
  rorUrl,
  type AgentScheme,
} from '../agent-ids.js';
import { isIsbn, isIssn, recogniseIdentifier } from '../identifiers.js';
import { cut, isUrl } from '../value-checks.js';
import { lookUp } from '../../xml/look-up.js';

/** What is wrong with an identifier of a named type: a rule id and a sentence; undefined when nothing is, or unknown. */
export interface IdentifierFault {
  readonly rule: string;
  readonly message: string;
}

type Check = (value: string) => IdentifierFault | undefined;

const AGENT_CHECKS: Readonly<Record<AgentScheme, Check>> = {
  ORCID: (value) =>
    orcidUrl(value) === undefined ? fault('orcid', value, 'an ORCID iD with a right check digit') : undefined,
  ROR: (value) =>
    rorUrl(value) === undefined ? fault('ror', value, 'a ROR id with right check digits') : undefined,
  ISNI: (value) => (isIsni(value) ? undefined : fault('isni', value, 'an ISNI with a right check digit')),
};

/**
 * Checks an identifier of a person or organisation by the name of its scheme, however it is spelt, or where none is named
 * by the address that the identifier is.
 */
export function agentIdentifierFault(scheme: string, value: string): IdentifierFault | undefined {
  if (value.trim() === '') return undefined;
  const meant = scheme.trim() === '' ? agentSchemeOfAddress(value) : agentScheme(scheme);
  return meant === undefined ? undefined : AGENT_CHECKS[meant](value);
}

const RELATED_CHECKS: Readonly<Record<string, Check>> = {
  DOI: recognised('DOI', 'a DOI such as 10.5072/abc'),
  Handle: (value) =>
    /^(?:hdl:|https?:\/\/hdl\.handle\.net\/)?[^\s/]+\/\S+$/i.test(value)
      ? undefined
      : fault('identifier-syntax', value, 'a handle such as 21.T15999/abc'),
  URL: url,
  PURL: url,
  w3id: url,
  arXiv: (value) =>
    identifierOf('arXiv', `arXiv:${value.replace(/^arXiv:/i, '')}`, value, 'an arXiv id such as 1207.2147'),
  PMID: (value) =>
    identifierOf('PMID', `pmid:${value.replace(/^pmid:\s*/i, '')}`, value, 'a PubMed id such as 12082125'),
  bibcode: pattern(/^\d{4}\S{15}$/, 'a bibcode of 19 characters such as 2018AGUFM.A24K..07S'),
  LSID: pattern(/^urn:lsid:[^\s:]+:[^\s:]+:\S+$/i, 'an LSID such as urn:lsid:ubio.org:namebank:11815'),
  SWHID: recognised('SWHID', 'a SWHID such as swh:1:cnt: with 40 hexadecimal digits'),
  EAN13: (value) =>
    /^\d{13}$/.test(value) && isIsbn(value)
      ? undefined
      : fault('identifier-syntax', value, 'an EAN of 13 digits with a right check digit'),
  URN: recognised('URN', 'a URN such as urn:nbn:de:101:1-1'),
  ARK: recognised('ARK', 'an ARK such as ark:/12345/abc'),
  ISBN: (value) =>
    isIsbn(value.replace(/^(?:urn:)?isbn[:\s]*/i, ''))
      ? undefined
      : fault('identifier-syntax', value, 'an ISBN with a right check digit'),
  ISSN: issn,
  EISSN: issn,
  LISSN: issn,
};

/** Checks an identifier of a resource by DataCite's relatedIdentifierType. */
export function relatedIdentifierFault(type: string, value: string): IdentifierFault | undefined {
  return value.trim() === '' ? undefined : lookUp(RELATED_CHECKS, type)?.(value.trim());
}

/** The same by a type in own words, such as `doi` or `Ark`, where it is one of DataCite's in other letters. */
export function alternateIdentifierFault(type: string, value: string): IdentifierFault | undefined {
  const name = type.trim().toLowerCase();
  const known = Object.keys(RELATED_CHECKS).find((one) => one.toLowerCase() === name);
  return known === undefined ? undefined : relatedIdentifierFault(known, value);
}

function recognised(type: string, words: string): Check {
  return (value) =>
    recogniseIdentifier(value)?.type === type ? undefined : fault('identifier-syntax', value, words);
}

function identifierOf(
  type: string,
  written: string,
  value: string,
  words: string,
): IdentifierFault | undefined {
  return [written, value].some((text) => recogniseIdentifier(text)?.type === type)
    ? undefined
    : fault('identifier-syntax', value, words);
}

function pattern(allowed: RegExp, words: string): Check {
  return (value) => (allowed.test(value) ? undefined : fault('identifier-syntax', value, words));
}

function url(value: string): IdentifierFault | undefined {
  return isUrl(value) ? undefined : fault('identifier-syntax', value, 'a complete URL');
}

function issn(value: string): IdentifierFault | undefined {
  return isIssn(value.replace(/^(?:urn:)?e?issn[:\s]*/i, ''))
    ? undefined
    : fault('identifier-syntax', value, 'an ISSN with a right check digit');
}

function fault(rule: string, value: string, words: string): IdentifierFault {
  return { rule, message: `"${cut(value.trim())}" is not ${words}` };
}
