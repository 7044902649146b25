import { isBackward } from './date-order.js';

/**
 * Dates of metadata records: W3C-DTF (year, month, day, instant), ranges of them with open ends (RKMS-ISO8601), and of
 * EDTF (ISO 8601-2) the parts in practical use: approximate and uncertain marks, unspecified digits, long and negative
 * years, seasons, sets.
 */
const YEAR = String.raw`(?:-?\d{4}|Y-?\d{5,})`;
const UNSPECIFIED = String.raw`(?:-?\d{2}[\dX]X(?:-(?:\d{2}|XX)){0,2}|-?\d{4}-(?:XX|\d{2}-XX)|-?\d{4}-XX-XX)`;
const CLOCK = String.raw`(?:(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?|24:00(?::00(?:\.0+)?)?)`;
const TIME = String.raw`T${CLOCK}(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?`;
const POINT = new RegExp(`^(?:${YEAR}(?:-(\\d{2})(?:-(\\d{2})(?:${TIME})?)?)?|${UNSPECIFIED})[?~%]?$`);

/** True for a date, an instant, a range `a/b`, `a/`, `/b`, `a/..`, or a set `{a,b..c}` (all) or `[a,b..c]` (one of). */
export function isDateOrRange(value: string): boolean {
  if (/^(?:\{.+\}|\[.+\])$/.test(value)) return isSet(value.slice(1, -1));
  const parts = value.split('/');
  if (parts.length === 1) return isDate(value);
  if (parts.length !== 2) return false;
  const [from = '', until = ''] = parts;
  const open = (part: string): boolean => part === '' || part === '..';
  if (open(from) && open(until)) return false;
  return (open(from) || isDate(from)) && (open(until) || isDate(until)) && !isBackward(from, until);
}

/** Dates and runs of them `a..b`; the first may begin and the last may end openly (ISO 8601-2, 6.4). */
function isSet(members: string): boolean {
  const parts = members.split(/, ?/);
  return parts.every((part, at) => {
    const ends = part.split('..');
    if (ends.length === 1) return isDate(part);
    const [from = '', until = ''] = ends;
    if (ends.length > 2 || (from === '' && until === '')) return false;
    const mayBegin = from === '' ? at === 0 : isDate(from);
    const mayEnd = until === '' ? at === parts.length - 1 : isDate(until);
    return mayBegin && mayEnd && !isBackward(from, until);
  });
}

/** True for a day of the calendar, with or without a time zone (XML Schema's date, years 0001 to 9999). */
export function isDay(value: string): boolean {
  const day = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/.exec(value)?.[1];
  return day !== undefined && !day.startsWith('0000') && isDate(day);
}

/** The four-digit year that a date or the beginning of a range starts with, or null. */
export function yearOf(value: string): string | null {
  return /^\s*(\d{4})(?!\d)/.exec(value)?.[1] ?? null;
}

function isDate(value: string): boolean {
  const match = POINT.exec(value);
  if (match === null) return false;
  const [, month, day] = match;
  if (month === undefined) return true;
  const monthNumber = Number(month);
  const isSeason = monthNumber >= 21 && monthNumber <= 24 && day === undefined;
  if (isSeason) return true;
  if (monthNumber < 1 || monthNumber > 12) return false;
  return (
    day === undefined || isDayOfMonth(Number(value.slice(0, value.indexOf('-', 1))), monthNumber, Number(day))
  );
}

function isDayOfMonth(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}

/** True for a range of two good dates whose end lies before its beginning. */
export function isBackwardRange(value: string): boolean {
  const [from = '', until = '', ...more] = value.split('/');
  return more.length === 0 && isDate(from) && isDate(until) && isBackward(from, until);
}
