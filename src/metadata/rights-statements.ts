/**
 * The rights addresses that Europeana lists for edm:rights, by version and port (license_patterns in
 * EDM-EXTERNAL-MAIN.xsd of europeana/metis-schema). They are http, without www, with a slash at the end.
 */
const LICENCES: readonly (readonly [version: string, kinds: string, ports: string])[] = [
  ['1.0', 'by by-sa by-nd by-nc by-nc-sa by-nc-nd by-nd-nc', ' fi il nl'],
  ['2.0', 'by by-sa by-nd by-nc by-nc-sa by-nc-nd', ' au at be br ca cl hr uk fr de it jp nl pl kr es tw'],
  ['2.1', 'by by-sa by-nd by-nc by-nc-sa by-nc-nd', 'au es jp'],
  [
    '2.5',
    'by by-sa by-nd by-nc by-nc-sa by-nc-nd',
    ' ar au br bg ca cn co hr dk hu in il it mk my mt mx nl pe pl pt scotland si za es se ch tw',
  ],
  [
    '3.0',
    'by by-sa by-nd by-nc by-nc-sa by-nc-nd',
    ' au at br cl cn cr hr cz ec eg ee fr de gr gt hk igo ie it lu nl nz no ph pl pt pr ro rs sg za es ch tw th ug us ve vn',
  ],
  ['4.0', 'by by-sa by-nd by-nc by-nc-sa by-nc-nd', ''],
];

const STATEMENTS = ['NoC-NC', 'NoC-OKLR', 'InC', 'InC-EDU', 'InC-OW-EU', 'CNE'];

/** Every address, for a fixed answer to membership. */
const ADDRESSES: ReadonlySet<string> = new Set([
  ...LICENCES.flatMap(([version, kinds, ports]) =>
    kinds.split(' ').flatMap((kind) => ports.split(' ').map((port) => licenceAddress(kind, version, port))),
  ),
  ...['zero', 'mark'].map((tool) => `http://creativecommons.org/publicdomain/${tool}/1.0/`),
  ...STATEMENTS.map((statement) => `http://rightsstatements.org/vocab/${statement}/1.0/`),
]);

/** True for an address that edm:rights may hold. */
export function isRightsStatement(uri: string): boolean {
  return ADDRESSES.has(uri);
}

/** The listed address that a slightly different one means: https, www, no slash at the end, a deed page, `page` for `vocab`. */
export function nearRightsStatement(uri: string): string | undefined {
  const base = uri
    .trim()
    .replace(/^https?:\/\/(www\.)?/i, 'http://')
    .replace(/[?#].*$/, '')
    .replace(/\/(legalcode|deed)(\.[a-z_-]+)?\/?$/i, '/')
    .replace('rightsstatements.org/page/', 'rightsstatements.org/vocab/');
  const candidate = base.endsWith('/') ? base : `${base}/`;
  return ADDRESSES.has(candidate) ? candidate : undefined;
}

function licenceAddress(kind: string, version: string, port: string): string {
  return `http://creativecommons.org/licenses/${kind}/${version}/${port === '' ? '' : `${port}/`}`;
}
