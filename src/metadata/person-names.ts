import type { SummaryAgent } from './summary.js';

const ORGANISATION =
  /\b(?:universit\w*|institut\w*|department|ministr\w*|agency|association|museum|library|archives?|cent(?:er|re|rum)|laborator\w*|college|school|hospital|society|consortium|council|committee|office|bureau|survey|gmbh|inc|ltd|corp\w*|foundation|group|team|project|network|national|federal|state|press|verlag)\b/i;

/**
 * Reads a name as far as it tells itself: one comma and no word for an organisation makes it a person's
 * `Family, Given`; else nothing is said about its kind (datacite.md 4.4).
 */
export function readAgentName(text: string): SummaryAgent {
  const name = text.replace(/\s+/g, ' ').trim();
  const parts = name.split(',').map((part) => part.trim());
  const [familyName = '', givenName = ''] = parts;
  const isPerson = parts.length === 2 && familyName !== '' && givenName !== '' && !ORGANISATION.test(name);
  // A year or date behind a comma is a life date, not a given name.
  if (!isPerson || /\d/.test(givenName)) return { name, affiliations: [] };
  return { name, familyName, givenName, type: 'Personal', affiliations: [] };
}
