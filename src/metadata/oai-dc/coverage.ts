import { isDateOrRange } from '../dates.js';
import type { LocalisedText, RecordSummary, SummaryPlace } from '../summary.js';

/**
 * Reads dc:coverage and dcterms:spatial: DCMI Box and Point in DCSV (`northlimit=…; southlimit=…`), the loose
 * `North 37.3, South …` of harvested records, a year range, else a place name.
 */
export function readCoverage(summary: RecordSummary, { value }: LocalisedText): void {
  const place = readBox(value) ?? readPoint(value);
  if (place !== undefined) summary.geo.push(place);
  else if (/^-?\d{4}/.test(value) && isDateOrRange(value)) summary.dates.push({ type: 'Coverage', value });
  else summary.geo.push({ place: value });
}

function readBox(text: string): SummaryPlace | undefined {
  const [north, south, east, west] = ['north', 'south', 'east', 'west'].map((side) =>
    component(text, `${side}(?:limit)?`),
  );
  if (north === undefined || south === undefined || east === undefined || west === undefined)
    return undefined;
  const isBox =
    Math.abs(north) <= 90 && Math.abs(south) <= 90 && Math.abs(east) <= 180 && Math.abs(west) <= 180;
  return isBox ? named(text, { box: { west, east, south, north } }) : undefined;
}

function readPoint(text: string): SummaryPlace | undefined {
  const longitude = component(text, 'east');
  const latitude = component(text, 'north');
  if (longitude === undefined || latitude === undefined || !/=/.test(text)) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  return named(text, { point: { latitude, longitude } });
}

function component(text: string, key: string): number | undefined {
  const match = new RegExp(
    `(?:^|[;,\\s])${key}\\s*[=:\\s]\\s*(-?\\d+(?:\\.\\d+)?)(?=\\s*(?:[;,]|$))`,
    'i',
  ).exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function named(text: string, place: SummaryPlace): SummaryPlace {
  const name = /(?:^|;)\s*name\s*=\s*([^;]+)/i.exec(text)?.[1]?.trim();
  return name === undefined ? place : { place: name, ...place };
}
