import { intake } from '../../xml/intake.js';
import { attributeValue, childElements, type XmlElement } from '../../xml/tree.js';
import { webLink } from '../page/links.js';
import type { ResolverWishes } from './resolver-wishes.js';

/** The location chosen from a 10320/loc value. */
export interface ChosenLocation {
  location: string;
  status: number;
  /** Another request may be led elsewhere. */
  byLot: boolean;
}

interface Location {
  href: string;
  weight: number;
  status: number;
  element: XmlElement;
}

const redirects = [301, 302, 303, 307, 308];
/** Locations looked at; a value with more is cut. */
const mostLocations = 1000;

/**
 * Chooses a location of a 10320/loc value: of those with the wished attribute, else by lot according to their weights
 * (1 when none is given; 0 = only when asked for). Choosers that need to know the reader's country or network are
 * passed over. Source: Handle.Net web proxy, 10320/loc.
 * @param random a number from 0 to below 1
 * @returns undefined when the value is no XML or has no location to go to
 */
export function chosenLocation(
  xml: string,
  { locationAttribute: wished }: ResolverWishes,
  random: () => number,
): ChosenLocation | undefined {
  const taken = intake(xml);
  if (!taken.accepted) return undefined;
  const all = childElements(taken.root, 'location').slice(0, mostLocations).flatMap(read);
  const asked = wished && all.find(({ element }) => attributeValue(element, wished.name) === wished.value);
  if (asked !== undefined) return { location: asked.href, status: asked.status, byLot: false };
  const candidates = all.filter(({ weight }) => weight > 0);
  const chosen = drawn(candidates, random);
  return chosen && { location: chosen.href, status: chosen.status, byLot: candidates.length > 1 };
}

function read(element: XmlElement): Location[] {
  const href = webLink(attributeValue(element, 'href'));
  if (href === undefined) return [];
  const weight = Number(attributeValue(element, 'weight') ?? 1);
  const status = Number(attributeValue(element, 'http_sc'));
  return [
    {
      href,
      weight: Number.isFinite(weight) ? weight : 1,
      status: redirects.includes(status) ? status : 302,
      element,
    },
  ];
}

function drawn(candidates: readonly Location[], random: () => number): Location | undefined {
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  for (const candidate of candidates) {
    left -= candidate.weight;
    if (left < 0) return candidate;
  }
  return candidates.at(-1);
}
