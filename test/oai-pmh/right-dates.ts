/** Datestamps as section 3.3 of OAI-PMH 2.0 has them, in a second wording for `right-codes.ts`. */

interface Span {
  isDay: boolean;
  first: number;
  last: number;
}

/** The time that a datestamp names, in milliseconds; undefined where it is none of the two forms, or no date. */
function spanOf(text: string): Span | undefined {
  const isDay = text.length === 'YYYY-MM-DD'.length;
  const first = new Date(isDay ? `${text}T00:00:00Z` : text);
  // Whatever JavaScript reads otherwise than it is written is refused, as is year 0, which XML Schema does not know.
  if (Number.isNaN(first.getTime()) || text.startsWith('0000')) return undefined;
  const written = `${first.toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss'.length)}Z`;
  if (text !== (isDay ? written.slice(0, text.length) : written)) return undefined;
  return { isDay, first: first.getTime(), last: first.getTime() + (isDay ? 86_400_000 - 1000 : 0) };
}

type Values = ReadonlyMap<string, string | undefined>;

/** `from` and `until`; undefined where one is illegal, both differ in granularity or stand the wrong way round. */
export function datesOf(values: Values): { from?: Span; until?: Span } | undefined {
  const dates: { from?: Span; until?: Span } = {};
  for (const name of ['from', 'until'] as const) {
    if (!values.has(name)) continue;
    const span = spanOf(values.get(name) ?? '');
    if (span === undefined) return undefined;
    dates[name] = span;
  }
  const { from, until } = dates;
  if (from === undefined || until === undefined) return dates;
  return from.isDay === until.isDay && from.first <= until.first ? dates : undefined;
}

/** True when a record's datestamp lies between `from` and `until`, both included. */
export function isWithin(datestamp: string, values: Values): boolean {
  const { from, until } = datesOf(values) ?? {};
  const at = Date.parse(datestamp);
  return at >= (from?.first ?? -Infinity) && at <= (until?.last ?? Infinity);
}
