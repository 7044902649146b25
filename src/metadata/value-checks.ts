import { isBackwardRange, isDateOrRange, isDay } from './dates.js';
import type { Finding } from './finding.js';
import { checkLanguageName, checkLanguageTag } from './languages.js';
import type { ValueCheckName } from './spec.js';
import { isUriReference } from './uri.js';

/** A check of one trimmed, non-blank value. */
type ValueCheck = (value: string) => Finding | undefined;

/** The checks that element tables name. */
export const VALUE_CHECKS: Readonly<Record<ValueCheckName, ValueCheck>> = {
  date: checkDate,
  day: (value) =>
    isDay(value) ? undefined : error('date-syntax', `"${cut(value)}" is not a day such as 2024-05-31`),
  year: (value) =>
    /^\d{4}$/.test(value) ? undefined : error('year-syntax', `"${cut(value)}" is not a year of four digits`),
  'language-tag': checkLanguageTag,
  language: checkLanguageName,
  uri: checkUri,
  url: (value) =>
    isUrl(value)
      ? undefined
      : warning('url-syntax', `"${cut(value)}" is not a complete URL, such as https://example.org/`),
  latitude: (value) => checkCoordinate(value, 90),
  longitude: (value) => checkCoordinate(value, 180),
  'decimal-0-1': (value) =>
    /^\+?(?:0?\.\d+|0\.?|1(?:\.0*)?)$/.test(value)
      ? undefined
      : error('number-range', `"${cut(value)}" is not a number between 0 and 1`),
};

/** A value short enough for a sentence. */
export function cut(value: string): string {
  return value.length > 80 ? `${value.slice(0, 77)}…` : value;
}

/** True for an absolute URI with a scheme and no white space inside. */
export function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(value) && URL.canParse(value);
}

function checkDate(value: string): Finding | undefined {
  if (isDateOrRange(value)) return undefined;
  const fault = isBackwardRange(value)
    ? 'ends before it begins'
    : 'is not an ISO 8601 date or range, such as 2024-05-31 or 2020/2023';
  return warning('date-syntax', `"${cut(value)}" ${fault}`);
}

/** What anyURI does not take is an error; blanks, which it takes, no link survives. */
function checkUri(value: string): Finding | undefined {
  if (!isUriReference(value)) return error('uri-syntax', `"${cut(value)}" is not a URI`);
  return /\s/.test(value)
    ? warning('uri-syntax', `"${cut(value)}" has blanks; write them as %20`)
    : undefined;
}

function checkCoordinate(value: string, limit: number): Finding | undefined {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(value) && Math.abs(Number(value)) <= limit)
    return undefined;
  return error(
    'coordinate',
    `"${cut(value)}" is not a number of degrees between -${limit} and ${limit}; leave units out`,
  );
}

function error(rule: string, message: string): Finding {
  return { severity: 'error', rule, message };
}

function warning(rule: string, message: string): Finding {
  return { severity: 'warning', rule, message };
}
