/**
 * Dates of metadata records: W3C-DTF (year, month, day, instant), ranges of them with open ends (RKMS-ISO8601), and of
 * EDTF (ISO 8601-2) the parts in practical use: approximate and uncertain marks, unspecified digits, long and negative
 * years, seasons.
 */
const YEAR = String.raw`(?:-?\d{4}|Y-?\d{5,})`;
const UNSPECIFIED = String.raw`(?:-?\d{2}[\dX]X(?:-(?:\d{2}|XX)){0,2}|-?\d{4}-(?:XX|\d{2}-XX)|-?\d{4}-XX-XX)`;
const TIME = String.raw`T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?`;
const POINT = new RegExp(`^(?:${YEAR}(?:-(\\d{2})(?:-(\\d{2})(?:${TIME})?)?)?|${UNSPECIFIED})[?~%]?$`);

/** True for a date, an instant or a range `a/b`, `a/`, `/b`, `a/..`. */
export function isDateOrRange(value: string): boolean {
  const parts = value.split('/');
  if (parts.length === 1) return isDate(value);
  if (parts.length !== 2) return false;
  const [from = '', until = ''] = parts;
  const open = (part: string): boolean => part === '' || part === '..';
  if (open(from) && open(until)) return false;
  return (open(from) || isDate(from)) && (open(until) || isDate(until)) && inOrder(from, until);
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

/** Plain positive dates compare as text over their common length; everything else is taken as in order. */
function inOrder(from: string, until: string): boolean {
  const plain = /^\d{4}[\dT:.Z-]*$/;
  if (!plain.test(from) || !plain.test(until)) return true;
  const length = Math.min(from.length, until.length);
  return from.slice(0, length) <= until.slice(0, length);
}
