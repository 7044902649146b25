import { lookUp } from '../xml/look-up.js';

/** Identifier types in DataCite's words (relatedIdentifierType) that we can tell from the value. */
export type IdentifierType =
  | 'DOI'
  | 'Handle'
  | 'ARK'
  | 'URN'
  | 'arXiv'
  | 'PMID'
  | 'ISBN'
  | 'ISSN'
  | 'PURL'
  | 'SWHID'
  | 'RAiD'
  | 'w3id'
  | 'URL';

/** An identifier with its type and in its bare form (`10.5072/x`, not `https://doi.org/10.5072/x`). */
export interface TypedIdentifier {
  readonly type: IdentifierType;
  readonly value: string;
}

const PATTERNS: readonly (readonly [IdentifierType, RegExp])[] = [
  ['DOI', /^(?:(?:info:)?doi:\s*|https?:\/\/(?:dx\.|www\.)?doi\.org\/)?(10\.\d{4,9}(?:\.\d+)*\/\S+)$/i],
  ['Handle', /^(?:(?:info:)?hdl(?:\/|:)\s*|https?:\/\/hdl\.handle\.net\/)([^\s/]+\/\S+)$/i],
  ['ARK', /^(?:https?:\/\/[^/\s]+\/)?(ark:\/?[0-9bcdfghjkmnp-tv-xz]{5,}\/\S+)$/i],
  [
    'SWHID',
    /^(?:https:\/\/archive\.softwareheritage\.org\/)?(swh:1:(?:cnt|dir|rel|rev|snp):[0-9a-f]{40}\S*)$/,
  ],
  [
    'arXiv',
    /^(?:arXiv:|https?:\/\/arxiv\.org\/(?:abs|pdf)\/)(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})$/i,
  ],
  [
    'PMID',
    /^(?:pmid:\s*|https?:\/\/(?:www\.ncbi\.nlm\.nih\.gov\/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)\/)(\d{1,8})\/?$/i,
  ],
  ['RAiD', /^(https:\/\/raid\.org\/\S+)$/i],
  ['w3id', /^(https?:\/\/w3id\.org\/\S+)$/i],
  ['PURL', /^(https?:\/\/purl\.org\/\S+)$/i],
  ['URN', /^(urn:[a-z0-9][a-z0-9-]{0,31}:\S+)$/i],
  ['URL', /^((?:https?|ftp):\/\/\S+)$/i],
];

/** Characters of an identifier or address at most; longer texts are none. */
const LONGEST = 8192;

/** What kind of identifier a text is, or undefined when it is none that we recognise. */
export function recogniseIdentifier(text: string): TypedIdentifier | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  for (const [type, pattern] of PATTERNS) {
    const value = pattern.exec(trimmed)?.[1];
    if (value !== undefined) return { type, value };
  }
  return recogniseBookOrSerial(trimmed);
}

/** The address at which an identifier can be looked up; undefined for types without a common resolver. */
export function identifierUrl(type: string, value: string): string | undefined {
  const bare = value.trim();
  if (/^https?:\/\/\S+$/i.test(bare)) return bare;
  const prefix = type === 'IGSN' && !/\b10\./.test(bare) ? 'https://igsn.org/' : lookUp(RESOLVERS, type);
  if (prefix === undefined) return undefined;
  const recognised = recogniseIdentifier(type === 'DOI' || type === 'Handle' ? stripScheme(bare) : bare);
  return prefix + (recognised?.type === type ? recognised.value : stripScheme(bare));
}

/** True for the same DOI or handle written in two ways (ASCII case, scheme and resolver aside). */
export function isSameIdentifier(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

/** An ISBN or ISSN whose check digit is right. */
export function isIsbn(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '').toUpperCase();
  if (/^\d{13}$/.test(digits)) return weightedSum(digits, (at) => (at % 2 === 0 ? 1 : 3)) % 10 === 0;
  return /^\d{9}[\dX]$/.test(digits) && weightedSum(digits, (at) => 10 - at) % 11 === 0;
}

/** An ISSN of eight characters whose check digit is right. */
export function isIssn(text: string): boolean {
  const digits = text.replace(/-/g, '').toUpperCase();
  return /^\d{7}[\dX]$/.test(digits) && weightedSum(digits, (at) => 8 - at) % 11 === 0;
}

const RESOLVERS: Readonly<Record<string, string>> = {
  DOI: 'https://doi.org/',
  Handle: 'https://hdl.handle.net/',
  ARK: 'https://n2t.net/',
  arXiv: 'https://arxiv.org/abs/',
  bibcode: 'https://ui.adsabs.harvard.edu/abs/',
  PMID: 'https://pubmed.ncbi.nlm.nih.gov/',
  SWHID: 'https://archive.softwareheritage.org/',
  IGSN: 'https://doi.org/',
  RRID: 'https://scicrunch.org/resolver/',
  URN: 'https://n2t.net/',
  CSTR: 'https://www.cstr.cn/',
};

function stripScheme(text: string): string {
  return text
    .trim()
    .replace(/^(?:info:)?(?:doi|hdl|urn:nbn:doi)[:/]\s*/i, '')
    .replace(/^https?:\/\/(?:dx\.|www\.)?(?:doi\.org|hdl\.handle\.net)\//i, '');
}

function comparable(text: string): string {
  return stripScheme(text).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function recogniseBookOrSerial(text: string): TypedIdentifier | undefined {
  const isbn = /^(?:urn:)?isbn[:\s]*([\dXx\s-]{10,17})$/i.exec(text)?.[1]?.trim();
  if (isbn !== undefined && isIsbn(isbn)) return { type: 'ISBN', value: isbn };
  const issn = /^(?:urn:)?issn[:\s]*(\d{4}-?\d{3}[\dXx])$/i.exec(text)?.[1];
  return issn !== undefined && isIssn(issn) ? { type: 'ISSN', value: issn } : undefined;
}

function weightedSum(digits: string, weight: (at: number) => number): number {
  return Array.from(digits).reduce(
    (sum, digit, at) => sum + (digit === 'X' ? 10 : Number(digit)) * weight(at),
    0,
  );
}
