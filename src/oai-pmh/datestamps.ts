/** A `from` or `until` as given: the granularity decides what it may be compared with. */
export interface Datestamp {
  granularity: 'day' | 'second';
  /** `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ` */
  text: string;
}

const form = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})Z)?$/;

/**
 * Reads a UTC datestamp of OAI-PMH (section 3.3) strictly: two forms and real calendar dates only.
 * @returns undefined for anything else
 */
export function readDatestamp(text: string): Datestamp | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part || '0'));
  // XML Schema's dates, which the request element must echo, know no year 0.
  if (year < 1) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return { granularity: parts[4] === undefined ? 'day' : 'second', text };
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The first second of a `from`. */
export const firstSecond = ({ granularity, text }: Datestamp) =>
  granularity === 'day' ? `${text}T00:00:00Z` : text;

/** The last second of an `until`: a day counts to its end. */
export const lastSecond = ({ granularity, text }: Datestamp) =>
  granularity === 'day' ? `${text}T23:59:59Z` : text;
