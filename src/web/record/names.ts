import type { RecordSummary, SummaryAgent } from '../../metadata/summary.js';

/** The main title: the first without a type, else the first; undefined when the record has none. */
export function mainTitle({ titles }: RecordSummary) {
  return (
    titles.find(({ type, value }) => type === undefined && value.trim() !== '') ??
    titles.find(({ value }) => value.trim() !== '')
  );
}

/** The year that a record is cited by: its publication year, else that of its first date. */
export function yearOf({ publicationYear, dates }: RecordSummary): string | undefined {
  const preferred =
    dates.find(({ type }) => type === 'Issued') ?? dates.find(({ type }) => type !== 'Coverage');
  return publicationYear ?? /\d{4}/.exec(preferred?.value ?? '')?.[0];
}

/** A person's name as read: given name first where the parts are known. */
export function displayName({ name, givenName, familyName }: SummaryAgent): string {
  return givenName !== undefined && familyName !== undefined ? `${givenName} ${familyName}` : name;
}

/** A text cut to a length, with an ellipsis where something is missing. */
export function clipped(text: string, longest = 200): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * A text without marks that turn the direction of what stands after it: for lines in which the words of several people
 * and addresses stand side by side. Source: Unicode UAX #9, explicit directional characters.
 */
export const undirected = (text: string): string => text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '');
