/**
 * Which error codes OAI-PMH 2.0 wants for a request: the protocol's own text in a second wording, from sections 2.4 to
 * 2.7, 3.1, 3.3, 3.5, 3.6 and 4 and from OAI-PMH.xsd. Shares no code with the provider.
 */
import { datesOf, isWithin } from './right-dates.js';
import { kindOfUri } from './right-uris.js';

/** What a repository holds, for whoever put it there. Nothing changes while it is asked. */
export interface Holdings {
  /** Every metadataPrefix on offer. */
  prefixes: readonly string[];
  /** setSpecs; none: the repository has no sets. */
  sets: readonly string[];
  /** Deleted records too. `datestamp` is a whole second. */
  records: readonly { identifier: string; prefix: string; datestamp: string; sets: readonly string[] }[];
  /** Tokens that were given out and live, with the verb that each is of. */
  tokens: ReadonlyMap<string, string>;
}

/** The codes that a request may be answered with. */
export type Code =
  | 'badArgument'
  | 'badResumptionToken'
  | 'badVerb'
  | 'cannotDisseminateFormat'
  | 'idDoesNotExist'
  | 'noMetadataFormats'
  | 'noRecordsMatch'
  | 'noSetHierarchy';

/** Section 4: what each verb takes. */
const grammar: Readonly<Record<string, { required: string[]; optional: string[]; exclusive: string[] }>> = {
  Identify: { required: [], optional: [], exclusive: [] },
  ListMetadataFormats: { required: [], optional: ['identifier'], exclusive: [] },
  ListSets: { required: [], optional: [], exclusive: ['resumptionToken'] },
  GetRecord: { required: ['identifier', 'metadataPrefix'], optional: [], exclusive: [] },
  ListIdentifiers: {
    required: ['metadataPrefix'],
    optional: ['from', 'until', 'set'],
    exclusive: ['resumptionToken'],
  },
  ListRecords: {
    required: ['metadataPrefix'],
    optional: ['from', 'until', 'set'],
    exclusive: ['resumptionToken'],
  },
};

type Given = readonly (readonly [name: string | undefined, value: string | undefined])[];

/**
 * @param raw query or form body, a character a byte
 * @returns at least one of these must be in the answer and none beside them; empty: there must be no error
 */
export function rightCodes(raw: string, holdings: Holdings): ReadonlySet<Code> {
  const given = argumentsOf(raw);
  const verbs = given.filter(([name]) => name === 'verb').map(([, value]) => value);
  const [verb = ''] = verbs;
  if (verbs.length !== 1 || !Object.hasOwn(grammar, verb)) return new Set(['badVerb']);
  const others = given.filter(([name]) => name !== 'verb');
  if (breaksGrammar(verb, others)) return new Set(['badArgument']);
  const values = new Map(others as [string, string | undefined][]);
  const ofSyntax = codesOfSyntax(values);
  if (ofSyntax.length > 0) return new Set(ofSyntax);
  // Section 2.4 wants a whole URI, OAI-PMH.xsd lets a relative reference pass: unknown here in any case.
  const doubtful: Code[] = kindOfUri(values.get('identifier') ?? 'x:y') === 'relative' ? ['badArgument'] : [];
  return new Set([...doubtful, ...codesOfMeaning(verb, values as Map<string, string>, holdings)]);
}

/** Section 3.1.1. A part that is not UTF-8 or holds what XML cannot is undefined. */
function argumentsOf(raw: string): Given {
  const parts = raw.split('&').filter((part) => part.length > 0);
  return parts.map((part) => {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    return [meant(name), meant(value)] as const;
  });
}

function meant(text: string): string | undefined {
  const bytes = text
    .replaceAll('+', '%20')
    .replace(/%(?![0-9A-Fa-f][0-9A-Fa-f])/g, '%25')
    .replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  try {
    const characters = decodeURIComponent(bytes);
    return Array.from(characters).every(isXmlCharacter) ? characters : undefined;
  } catch {
    return undefined;
  }
}

/** XML 1.0, production 2. */
function isXmlCharacter(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return [0x9, 0xa, 0xd].includes(point);
  return !(point >= 0xd800 && point <= 0xdfff) && point !== 0xfffe && point !== 0xffff;
}

/** badArgument of section 3.6: illegal, repeated or missing arguments, a token that is not alone. */
function breaksGrammar(verb: string, given: Given): boolean {
  const { required = [], optional = [], exclusive = [] } = grammar[verb] ?? {};
  const names = given.map(([name]) => name ?? '');
  const legal = [...required, ...optional, ...exclusive];
  if (names.some((name) => !legal.includes(name)) || new Set(names).size < names.length) return true;
  if (names.some((name) => exclusive.includes(name))) return names.length > 1;
  return required.some((name) => !names.includes(name));
}

const nameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
const isName = (text: string) => text !== '' && Array.from(text).every((one) => nameCharacters.includes(one));

/** "The values for arguments have an illegal syntax", as OAI-PMH.xsd types them. */
function codesOfSyntax(values: ReadonlyMap<string, string | undefined>): Code[] {
  const token = values.get('resumptionToken');
  // A token is opaque: an empty or broken one is as much a bad token as a bad argument.
  if (values.has('resumptionToken') && (token ?? '') === '') return ['badArgument', 'badResumptionToken'];
  const value = (name: string, fallback: string) => (values.has(name) ? (values.get(name) ?? '') : fallback);
  const isSound =
    kindOfUri(value('identifier', 'x:y')) !== 'none' &&
    isName(value('metadataPrefix', 'x')) &&
    value('set', 'x').split(':').every(isName) &&
    datesOf(values) !== undefined;
  return isSound ? [] : ['badArgument'];
}

function codesOfMeaning(verb: string, values: ReadonlyMap<string, string>, holdings: Holdings): Code[] {
  const token = values.get('resumptionToken');
  if (token !== undefined) return holdings.tokens.get(token) === verb ? [] : ['badResumptionToken'];
  if (verb === 'ListSets') return holdings.sets.length === 0 ? ['noSetHierarchy'] : [];
  if (verb === 'ListIdentifiers' || verb === 'ListRecords') return codesOfList(values, holdings);
  const identifier = values.get('identifier');
  return identifier === undefined ? [] : codesOfItem(identifier, values.get('metadataPrefix'), holdings);
}

function codesOfItem(identifier: string, prefix: string | undefined, holdings: Holdings): Code[] {
  const item = holdings.records.filter((record) => isSameItem(record.identifier, identifier));
  const codes: Code[] = item.length === 0 ? ['idDoesNotExist'] : [];
  if (prefix === undefined) return codes;
  const isThere = item.length === 0 || item.some((record) => record.prefix === prefix);
  return isThere && holdings.prefixes.includes(prefix) ? codes : [...codes, 'cannotDisseminateFormat'];
}

/** Guidelines for oai-identifier: scheme and namespace compare without case, local parts with it. */
function isSameItem(one: string, other: string): boolean {
  const folded = (identifier: string) => {
    const [scheme = '', namespace = '', ...local] = identifier.split(':');
    return [scheme.toLowerCase(), namespace.toLowerCase(), ...local].join(':');
  };
  return folded(one) === folded(other);
}

function codesOfList(values: ReadonlyMap<string, string>, holdings: Holdings): Code[] {
  const codes: Code[] = [];
  const prefix = values.get('metadataPrefix') ?? '';
  const set = values.get('set');
  if (!holdings.prefixes.includes(prefix)) codes.push('cannotDisseminateFormat');
  if (set !== undefined && holdings.sets.length === 0) codes.push('noSetHierarchy');
  const found = holdings.records.some(
    (record) =>
      record.prefix === prefix &&
      (set === undefined || record.sets.some((one) => one === set || one.startsWith(`${set}:`))) &&
      isWithin(record.datestamp, values),
  );
  return found ? codes : [...codes, 'noRecordsMatch'];
}
