import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';

/** One setting: how its text is checked and read, what it is for, and whether it may come from a `_FILE`. */
interface Setting<S extends z.ZodType> {
  schema: S;
  help: string;
  secret: boolean;
}

const setting = <S extends z.ZodType>(schema: S, help: string): Setting<S> => ({
  schema,
  help,
  secret: false,
});
const secret = <S extends z.ZodType>(schema: S, help: string): Setting<S> => ({ schema, help, secret: true });

const wholeNumber = (minimum: number, maximum: number) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(minimum, `must be at least ${minimum}`)
    .max(maximum, `must be at most ${maximum}`);
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
/** True when the URL names only scheme, host, port and path: everything else would end up in every landing URL. */
function isPlainAddress(text: string): boolean {
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === '';
}

/** An IP address, or a CIDR range of them. */
function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const width = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    rest.length === 0 &&
    width > 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width))
  );
}

const hostAndPort = /^(\[[0-9a-fA-F:.]+\]|[^:\s]+):\d{1,5}$/;

/** Every setting of Waymark, by the name of its environment variable. `.env.example` lists the same names. */
export const settings = {
  HOST: setting(z.string().min(1).default('127.0.0.1'), 'Address to listen on'),
  PORT: setting(wholeNumber(0, 65535).default(8080), 'Port to listen on; 0 takes any free port'),
  PUBLIC_URL: setting(
    httpUrl.refine(isPlainAddress, 'must have no user, query or fragment').optional(),
    'Address under which readers reach this registry; default http://{HOST}:{PORT}',
  ),
  DATA_DIR: setting(
    z.string().min(1).default('./data'),
    'Folder of the SQLite database, keys and server.json',
  ),
  DATABASE_URL: secret(
    z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
    'PostgreSQL database; without it SQLite in DATA_DIR',
  ),
  DATABASE_READ_URL: secret(
    z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
    'Streaming replica for harvest and resolve; default DATABASE_URL',
  ),
  ROLE: setting(
    z.enum(['all', 'web', 'worker'], { error: 'must be all, web or worker' }).default('all'),
    'What this process does; SQLite knows only all',
  ),
  ADMIN_TOKEN: secret(
    z
      .string()
      .regex(/^[\x21-\x7e]{20,512}$/, 'must be 20 to 512 visible ASCII characters')
      .optional(),
    'API token of the first administrator; without it one is made and printed once',
  ),
  ADMIN_EMAIL: setting(
    z.email('must be an e-mail address').default('admin@waymark.example.org'),
    'Shown in OAI-PMH Identify',
  ),
  REPOSITORY_NAME: setting(
    z
      .string()
      .regex(/^[^\p{Cc}]{1,200}$/u, 'must be 1 to 200 characters without control characters')
      .default('Waymark'),
    'Name of this registry',
  ),
  REPOSITORY_ID: setting(
    z
      .string()
      .regex(
        /^[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+$/,
        'must be a domain name such as data.example.org',
      )
      .default('waymark.example.org'),
    'Namespace of OAI identifiers; fixed by the first publication',
  ),
  LOCAL_PREFIX: setting(
    z
      .string()
      .regex(/^\d[\w.-]*$/, 'must be a handle prefix such as 21.T99999')
      .default('21.T99999'),
    'Prefix of the handle service made on first start',
  ),
  LOG_LEVEL: setting(
    z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
        error: 'must be trace, debug, info, warn, error or silent',
      })
      .default('info'),
    'Least level that is logged',
  ),
  REGISTRATION_DEADLINE_MS: setting(
    wholeNumber(0, 120_000).default(10_000),
    'How long POST of a handle waits for its registration before it answers 202',
  ),
  SECRET_KEYS: secret(
    z
      .string()
      .regex(
        /^[\w-]+:[\w+/=-]{43,44}(\s*,\s*[\w-]+:[\w+/=-]{43,44})*$/,
        'must be id:base64 of 32 bytes, comma-separated',
      )
      .optional(),
    'Key ring for sealed credentials, id:base64 of 32 bytes, comma-separated, newest first; default DATA_DIR/keys.json',
  ),
  OUTGOING_ALLOW: setting(
    list.refine((items) => items.every((item) => hostAndPort.test(item)), 'must be a list of host:port'),
    'Private addresses that handle services may use, as host:port,…',
  ),
  TRUST_PROXY: setting(
    list.refine((items) => items.every(isAddressRange), 'must be a list of IP addresses or CIDR ranges'),
    'Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For counts, comma-separated',
  ),
  TLS_CERT_FILE: setting(z.string().optional(), 'PEM certificate chain: serve HTTPS on PORT'),
  TLS_KEY_FILE: setting(z.string().optional(), 'PEM private key that belongs to TLS_CERT_FILE'),
  FOREIGN_PREFIX_BAN: setting(
    z.enum(['off', 'on'], { error: 'must be off or on' }).default('off'),
    'Ban addresses that keep asking the handle API for foreign prefixes',
  ),
  EPIC_NODELETE: setting(
    list,
    'Prefixes whose handles EPIC API v2 refuses to delete, comma-separated; * means all',
  ),
  METADATA_XSD_DIR: setting(
    z.string().refine(existsSync, 'is no folder').optional(),
    'Folder of XSD files for a second check of submitted metadata',
  ),
  DATACITE_SYMBOL: setting(
    z
      .string()
      .regex(/^[A-Z0-9][A-Z0-9.-]{1,39}$/, 'must be a data centre symbol such as CERN.ZENODO')
      .default('WAYMARK'),
    'Data centre symbol in the oai_datacite envelope',
  ),
  EDM_VIEWER_URL: setting(httpUrl.optional(), 'Viewer that edm:isShownBy of every EDM record leads to'),
  EDM_COLLECTION: setting(
    z.string().max(200).optional(),
    'Collection that dcterms:isPartOf of every EDM record names',
  ),
  OAI_PAGE_RECORDS: setting(wholeNumber(2, 5000).default(500), 'Records on a page of ListRecords'),
  OAI_METADATA_RIGHTS: setting(
    httpUrl.default('https://creativecommons.org/publicdomain/zero/1.0/'),
    'Licence under which the metadata may be harvested, as Identify says',
  ),
  OAI_FRIENDS: setting(
    list.refine(
      (items) => items.every((item) => httpUrl.safeParse(item).success),
      'must be a list of base URLs',
    ),
    'Base URLs of other repositories that Identify names, comma-separated',
  ),
  OAI_ICON_URL: setting(httpUrl.optional(), 'Icon that Identify names for this repository'),
  OAI_PAGE_IDENTIFIERS: setting(wholeNumber(2, 5000).default(500), 'Headers on a page of ListIdentifiers'),
} as const;

type Settings = { [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> };

/** The checked settings; `PUBLIC_URL` is always there and has no trailing slash. */
export type Config = Omit<Settings, 'PUBLIC_URL'> & { PUBLIC_URL: string; dialect: 'sqlite' | 'postgres' };

/** Injection token of the Config (a type has no value of its own). */
export const CONFIG = Symbol('Config');

/** Where a running server says how it is reached, for the commands beside it. */
export const serverFile = (config: Config) => path.join(config.DATA_DIR, 'server.json');

/** The settings cannot be used. `faults` holds one line each, so that all are mended in one go. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/**
 * Reads and checks all settings at once.
 * @param environment as `process.env`; empty values count as absent, `NAME_FILE` names a file that holds a secret
 * @throws ConfigError with every fault found
 */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema, secret: isSecret }] of Object.entries(settings)) {
    const { text, fault } = rawValue(name, isSecret, environment);
    if (fault !== undefined) faults.push(fault);
    const result = schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else faults.push(...result.error.issues.map((issue) => `${name}: ${issue.message}`));
  }
  const read = values as Settings;
  faults.push(...(faults.length === 0 ? conflictsBetween(read) : []));
  if (faults.length > 0) throw new ConfigError(faults);
  const publicUrl = (read.PUBLIC_URL ?? `${scheme(read)}://${read.HOST}:${read.PORT}`).replace(/\/+$/, '');
  return { ...read, PUBLIC_URL: publicUrl, dialect: read.DATABASE_URL === undefined ? 'sqlite' : 'postgres' };
}

function rawValue(name: string, isSecret: boolean, environment: Record<string, string | undefined>) {
  const text = nonEmpty(environment[name]);
  const file = isSecret ? nonEmpty(environment[`${name}_FILE`]) : undefined;
  if (file === undefined) return { text };
  if (text !== undefined) return { fault: `${name}: set either ${name} or ${name}_FILE, not both` };
  try {
    return { text: readFileSync(file, 'utf8').trim() };
  } catch (error) {
    return {
      fault: `${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    };
  }
}

function conflictsBetween(read: Settings): string[] {
  const faults: string[] = [];
  if (read.DATABASE_URL === undefined && read.ROLE !== 'all') {
    faults.push('ROLE: must be all with SQLite; web and worker need DATABASE_URL');
  }
  if (read.PORT === 0 && read.PUBLIC_URL === undefined) faults.push('PUBLIC_URL: is needed when PORT is 0');
  if (read.DATABASE_READ_URL !== undefined && read.DATABASE_URL === undefined) {
    faults.push('DATABASE_READ_URL: needs DATABASE_URL');
  }
  if ((read.TLS_CERT_FILE === undefined) !== (read.TLS_KEY_FILE === undefined)) {
    faults.push('TLS_CERT_FILE and TLS_KEY_FILE: set both or neither');
  }
  return faults;
}

const scheme = (read: Settings) => (read.TLS_CERT_FILE === undefined ? 'http' : 'https');
const nonEmpty = (text: string | undefined) => (text === undefined || text === '' ? undefined : text);
