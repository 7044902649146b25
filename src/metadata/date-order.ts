/** Minutes by which a time may be off where no zone is written: zones reach from -12:00 to +14:00. */
const ZONE_SLACK = 14 * 60;
const DAY = 24 * 60;

const DATE =
  /^(-?\d{4}|Y-?\d{5,})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:?\d{2})?)?)?)?[?~%]?$/;

/** The time that a date may mean, in minutes of the proleptic calendar, UTC. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly hasZone: boolean;
}

/**
 * True when the second of two good dates lies before the first, whatever their lengths and time zones: `2024-05/2024` is
 * none such, `-0100/-0200` is. Seasons and unspecified digits count as in order.
 */
export function isBackward(from: string, until: string): boolean {
  const [begin, end] = [spanOf(from), spanOf(until)];
  if (begin === undefined || end === undefined) return false;
  const slack = begin.hasZone === end.hasZone ? 0 : ZONE_SLACK;
  return end.last + slack < begin.first;
}

function spanOf(date: string): Span | undefined {
  const [, written = '', month, day, hour, minute, second = '0', zone] = DATE.exec(date) ?? [];
  const year = Number(written.replace('Y', ''));
  if (written === '' || (month !== undefined && Number(month) > 12)) return undefined;
  const first = daysBefore(year, Number(month ?? 1), Number(day ?? 1)) * DAY;
  if (hour !== undefined) {
    const clock = Number(hour) * 60 + Number(minute) + Number(second) / 60 - minutesOf(zone);
    return { first: first + clock, last: first + clock, hasZone: zone !== undefined };
  }
  const next = day !== undefined ? first / DAY + 1 : dayAfter(year, month);
  return { first, last: next * DAY - 1, hasZone: false };
}

function dayAfter(year: number, month: string | undefined): number {
  return month === undefined ? daysBefore(year + 1, 1, 1) : daysBefore(year, Number(month) + 1, 1);
}

/** Days from the beginning of the calendar to a date, for any year; month 13 is the January after. */
function daysBefore(year: number, month: number, day: number): number {
  if (month === 13) return daysBefore(year + 1, 1, day);
  const shifted = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leaps + Math.floor((153 * monthFromMarch + 2) / 5) + day;
}

function minutesOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}
