const UNRESERVED = "A-Za-z0-9._~!$&'()*+,;=\\-";
const ESCAPED = '%[0-9A-Fa-f]{2}';
const PCHAR = `(?:[${UNRESERVED}:@]|${ESCAPED})`;
const SEGMENTS = `(?:/${PCHAR}*)*`;
const AUTHORITY = `//(?:(?:[${UNRESERVED}:]|${ESCAPED})*@)?(?:\\[[0-9A-Fa-f:.vV]+\\]|(?:[${UNRESERVED}]|${ESCAPED})*)(?::\\d{0,9})?${SEGMENTS}`;
const ABSOLUTE_PATH = `/(?:${PCHAR}+${SEGMENTS})?`;
const ROOTLESS_PATH = `${PCHAR}+${SEGMENTS}`;
const SCHEMELESS_PATH = `(?:[${UNRESERVED}@]|${ESCAPED})+${SEGMENTS}`;
const URI_REFERENCE = new RegExp(
  `^(?:[A-Za-z][A-Za-z0-9+.-]*:(?:${AUTHORITY}|${ABSOLUTE_PATH}|${ROOTLESS_PATH})?` +
    `|(?:${AUTHORITY}|${ABSOLUTE_PATH}|${SCHEMELESS_PATH})?)` +
    `(?:\\?(?:${PCHAR}|[/?])*)?(?:#(?:${PCHAR}|[/?])*)?$`,
);

/**
 * True for what XML Schema's anyURI takes in practice: an RFC 3986 reference in which characters outside ASCII and
 * `<>"{}|\^` blanks and the backquote count as letters (as libxml2 reads it).
 */
export function isUriReference(value: string): boolean {
  return URI_REFERENCE.test(value.replace(/[<>"{}|\\^`]|[^\u0021-\u007E]/gu, '_'));
}
