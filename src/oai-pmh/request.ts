import { readArguments, type Argument } from './arguments.js';
import { firstSecond, lastSecond, readDatestamp, type Datestamp } from './datestamps.js';
import type { OaiFault } from './oai-error.js';

/** The verbs that give lists of records. */
export type ListVerb = 'ListIdentifiers' | 'ListRecords';

/** What a list is asked for; datestamps are whole seconds, both inclusive. */
export interface Selection {
  metadataPrefix: string;
  from?: string;
  until?: string;
  set?: string;
}

/** A request that is well formed; whether its id, prefix, set and token exist is not known yet. */
export type OaiRequest =
  | { verb: 'Identify' }
  | { verb: 'ListMetadataFormats'; identifier?: string }
  | { verb: 'ListSets'; resumptionToken?: string }
  | { verb: 'GetRecord'; identifier: string; metadataPrefix: string }
  | { verb: ListVerb; selection: Selection }
  | { verb: ListVerb; resumptionToken: string };

/** A request, or what is wrong with it; `attributes` are those of the `request` element of the answer. */
export type ReadRequest =
  | { request: OaiRequest; attributes: Record<string, string> }
  | { faults: OaiFault[]; attributes: Record<string, string> };

type ArgumentName = 'identifier' | 'metadataPrefix' | 'from' | 'until' | 'set' | 'resumptionToken';

interface VerbRule {
  required: readonly ArgumentName[];
  legal: ReadonlySet<string | undefined>;
  /** Takes `resumptionToken`, then alone. */
  resumes: boolean;
}

const rule = (
  required: readonly ArgumentName[],
  optional: readonly ArgumentName[] = [],
  resumes = false,
): VerbRule => ({
  required,
  legal: new Set([...required, ...optional, ...(resumes ? ['resumptionToken'] : [])]),
  resumes,
});
const listRule = rule(['metadataPrefix'], ['from', 'until', 'set'], true);

/** Which arguments each verb takes. Source: OAI-PMH 2.0, section 4. */
const verbRules: Record<OaiRequest['verb'], VerbRule> = {
  Identify: rule([]),
  ListMetadataFormats: rule([], ['identifier']),
  ListSets: rule([], [], true),
  GetRecord: rule(['identifier', 'metadataPrefix']),
  ListIdentifiers: listRule,
  ListRecords: listRule,
};

const nameCharacters = "[A-Za-z0-9\\-_.!~*'()]+";
const uriCharacters = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})";
const authority = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=]*@)?[A-Za-z0-9\\-._~]*(?::\\d*)?";

// An absolute URI, or a relative reference whose first segment holds no colon: what anyURI checkers accept.
const absoluteUri = `[A-Za-z][A-Za-z0-9+.-]*:(?://${authority}(?:/${uriCharacters}*)?|(?!//)${uriCharacters}*)`;
const relativeReference = `(?![/:])(?![^/?#]*:)${uriCharacters}+`;
const queryAndFragment = `(?:\\?(?:${uriCharacters}|\\?)*)?(?:#(?:${uriCharacters}|\\?)*)?`;

const matches = (pattern: string) => {
  const whole = new RegExp(`^(?:${pattern})$`);
  return (value: string) => whole.test(value);
};
const date = {
  accepts: (value: string) => readDatestamp(value) !== undefined,
  says: 'a UTC date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ',
};

/** How the values must look, so that they may be echoed in the schema-typed attributes of `request`. */
const syntax: Record<ArgumentName, { accepts: (value: string) => boolean; says: string }> = {
  identifier: {
    accepts: matches(`(?:${absoluteUri}|${relativeReference})${queryAndFragment}`),
    says: 'a URI',
  },
  metadataPrefix: { accepts: matches(nameCharacters), says: 'a metadataPrefix' },
  set: { accepts: matches(`${nameCharacters}(?::${nameCharacters})*`), says: 'a setSpec' },
  from: date,
  until: date,
  resumptionToken: { accepts: (value) => value !== '', says: 'a resumptionToken' },
};

/**
 * Reads a request of OAI-PMH 2.0 (section 3).
 * @param raw query string or form body, without `?`
 */
export function readRequest(raw: string): ReadRequest {
  const given = readArguments(raw);
  const verb = readVerb(given);
  if (typeof verb !== 'string') return { faults: [verb], attributes: {} };
  const others = given.filter(({ name }) => name !== 'verb');
  const faults = [...faultsOfNames(verb, others), ...faultsOfValues(others)];
  if (faults.length > 0) return { faults, attributes: {} };
  const values = Object.fromEntries(others.map(({ name, value }) => [name, value])) as Values;
  const dates = readDates(values);
  if ('faults' in dates) return { faults: dates.faults, attributes: {} };
  return { request: toRequest(verb, values, dates), attributes: { verb, ...values } };
}

type Values = Partial<Record<ArgumentName, string>>;

function readVerb(given: Argument[]): OaiRequest['verb'] | OaiFault {
  const verbs = given.filter(({ name }) => name === 'verb');
  const bad = (message: string): OaiFault => ({ code: 'badVerb', message });
  if (verbs.length === 0) return bad('The argument verb is missing.');
  if (verbs.length > 1) return bad('The argument verb is repeated.');
  const verb = verbs[0]?.value;
  if (verb !== undefined && Object.hasOwn(verbRules, verb)) return verb as OaiRequest['verb'];
  return bad(`The verb must be one of ${Object.keys(verbRules).join(', ')}.`);
}

const badArgument = (message: string): OaiFault => ({ code: 'badArgument', message });

function faultsOfNames(verb: OaiRequest['verb'], given: Argument[]): OaiFault[] {
  const { required, legal, resumes } = verbRules[verb];
  const times = new Map<string | undefined, number>();
  for (const { name } of given) times.set(name, (times.get(name) ?? 0) + 1);
  const distinct = [...times.keys()];
  const resumed = times.has('resumptionToken');
  const missing = resumed ? [] : required.filter((name) => !times.has(name));
  const illegal = distinct.filter((name) => !legal.has(name));
  const repeated = distinct.filter((name) => (times.get(name) ?? 0) > 1);
  return [
    ...missing.map((name) => badArgument(`The argument ${name} is missing.`)),
    ...illegal.map((name) => badArgument(`${verb} does not take the argument ${shown(name)}.`)),
    ...repeated.map((name) => badArgument(`The argument ${shown(name)} is repeated.`)),
    ...(resumed && resumes && distinct.length > 1
      ? [badArgument('The argument resumptionToken must stand alone.')]
      : []),
  ];
}

/** A name of ours is shown; anything else is cut short and never trusted. */
const shown = (name: string | undefined) =>
  name === undefined ? 'with a broken name' : `"${name.slice(0, 50)}"`;

function faultsOfValues(given: Argument[]): OaiFault[] {
  return given.flatMap(({ name, value }) => {
    const rule = name !== undefined && Object.hasOwn(syntax, name) ? syntax[name as ArgumentName] : undefined;
    if (rule === undefined) return [];
    const good = value !== undefined && rule.accepts(value);
    return good ? [] : [badArgument(`The argument ${shown(name)} must be ${rule.says}.`)];
  });
}

type Dates = { from?: Datestamp; until?: Datestamp };

function readDates(values: Values): Dates | { faults: OaiFault[] } {
  const from = values.from === undefined ? undefined : readDatestamp(values.from);
  const until = values.until === undefined ? undefined : readDatestamp(values.until);
  if (from !== undefined && until !== undefined) {
    if (from.granularity !== until.granularity)
      return { faults: [badArgument('from and until must have the same granularity.')] };
    if (from.text > until.text) return { faults: [badArgument('from must not be later than until.')] };
  }
  return { ...(from && { from }), ...(until && { until }) };
}

function toRequest(verb: OaiRequest['verb'], values: Values, { from, until }: Dates): OaiRequest {
  const { identifier, metadataPrefix = '', set, resumptionToken } = values;
  switch (verb) {
    case 'Identify':
      return { verb };
    case 'ListMetadataFormats':
      return { verb, ...(identifier !== undefined && { identifier }) };
    case 'ListSets':
      return { verb, ...(resumptionToken !== undefined && { resumptionToken }) };
    case 'GetRecord':
      return { verb, identifier: identifier ?? '', metadataPrefix };
    default:
      if (resumptionToken !== undefined) return { verb, resumptionToken };
      return {
        verb,
        selection: {
          metadataPrefix,
          ...(from && { from: firstSecond(from) }),
          ...(until && { until: lastSecond(until) }),
          ...(set !== undefined && { set }),
        },
      };
  }
}
