import type { RecordSummary, SummaryAgent } from '../summary.js';

/** The PID of a record and the full address at which it resolves. */
export interface PidReference {
  readonly pid: string;
  readonly pidUrl: string;
}

/** Codes that DataCite allows where a value is unknown (datacite.md 3.2). */
const UNKNOWN = /^\(?:(?:unac|unal|unap|unas|unav|unkn|none|null|tba|etal)\)?$/i;

/** What a citation is made of, with standard codes for unknown values taken out. */
export interface CitedWork extends PidReference {
  readonly title: string;
  readonly language: string | undefined;
  readonly authors: readonly SummaryAgent[];
  readonly editors: readonly SummaryAgent[];
  /** Four digits. */
  readonly year: string | undefined;
  /** Year, month and day of issue as far as they are known. */
  readonly issued: readonly number[];
  readonly publisher: string | undefined;
  readonly version: string | undefined;
  readonly resourceTypeGeneral: string;
  readonly container: RecordSummary['container'];
}

/** Gathers what a record is cited by. A record without a title is cited by its PID. */
export function citedWork(summary: RecordSummary, { pid, pidUrl }: PidReference): CitedWork {
  const title =
    summary.titles.find(({ type, value }) => type === undefined && known(value)) ??
    summary.titles.find(({ value }) => known(value));
  const subtitle = summary.titles.find(({ type, value }) => type === 'Subtitle' && known(value));
  const issued = issuedParts(summary);
  return {
    pid,
    pidUrl,
    title: title === undefined ? pid : [title.value, subtitle?.value].filter(Boolean).join(': '),
    language: title?.language ?? summary.languages[0],
    authors: summary.creators.filter(({ name }) => known(name)),
    editors: summary.contributors.filter(({ role, name }) => role === 'Editor' && known(name)),
    year: issued[0] === undefined ? undefined : String(issued[0]).padStart(4, '0'),
    issued,
    publisher: summary.publisher !== null && known(summary.publisher) ? summary.publisher : undefined,
    version: summary.version ?? undefined,
    resourceTypeGeneral: summary.resourceTypeGeneral ?? 'Other',
    container: summary.container,
  };
}

/** True for a text that is neither blank nor a code for "unknown". */
function known(value: string): boolean {
  const trimmed = value.trim();
  return trimmed !== '' && !UNKNOWN.test(trimmed);
}

/** The date of issue where its year is the year of publication, else that year, else the first date with a year. */
function issuedParts({ dates, publicationYear }: RecordSummary): number[] {
  const issued = dates.find(({ type }) => type === 'Issued')?.value;
  const other = dates.find(({ type }) => type !== 'Coverage')?.value;
  const parts = datePartsOf(issued ?? '');
  const isOfYear = publicationYear === null || String(parts[0]) === publicationYear;
  if (parts.length > 0 && isOfYear) return parts;
  return publicationYear === null ? datePartsOf(other ?? '').slice(0, 1) : datePartsOf(publicationYear);
}

function datePartsOf(date: string): number[] {
  const match = /^(?!0000)(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?!\d)/.exec(date.trim());
  return match === null ? [] : match.slice(1).filter(Boolean).map(Number);
}
