/** One media range of an Accept header. */
interface MediaRange {
  type: string;
  subtype: string;
  /** Parameters in lower-case names, `q` left out. */
  parameters: ReadonlyMap<string, string>;
  weight: number;
}

/** What can be offered: a media type, with the parameters that tell it from others of the same type. */
export interface Offer<T> {
  mediaType: string;
  parameters?: Readonly<Record<string, string>>;
  /** True when only its own name asks for it, no wildcard: it is sent as something else. */
  namedOnly?: true;
  value: T;
}

/** The offer that a client wants most, and the parameters that it asked for it with. */
export interface Choice<T> {
  value: T;
  /** The media type under which it was asked for, and is sent. */
  mediaType: string;
  parameters: ReadonlyMap<string, string>;
}

/** More ranges than any browser sends; the rest is not looked at. */
const mostRanges = 50;
const anything: MediaRange = { type: '*', subtype: '*', parameters: new Map(), weight: 1 };

/**
 * Chooses among offers by an Accept header. Each offer weighs what the most specific range that fits it says; among
 * equals the one named more closely wins, then the first offer. No header, or one without a single readable range, means anything.
 * Source: RFC 9110, 12.5.1.
 * @returns undefined when the client takes none of them
 */
export function chooseOffer<T>(
  header: string | undefined,
  offers: readonly Offer<T>[],
): Choice<T> | undefined {
  const ranges = parseAccept(header);
  let best: (Choice<T> & { weight: number; rank: number }) | undefined;
  for (const offer of offers) {
    const match = mostSpecific(ranges, offer);
    if (match === undefined || match.range.weight === 0) continue;
    const { weight, parameters } = match.range;
    const isBetter =
      best === undefined || weight > best.weight || (weight === best.weight && match.rank > best.rank);
    if (isBetter)
      best = { value: offer.value, mediaType: offer.mediaType, parameters, weight, rank: match.rank };
  }
  return best;
}

interface Match {
  range: MediaRange;
  rank: number;
}

function mostSpecific<T>(ranges: readonly MediaRange[], offer: Offer<T>): Match | undefined {
  let best: Match | undefined;
  for (const range of ranges) {
    const rank = specificity(range, offer);
    if (rank > (best?.rank ?? -1)) best = { range, rank };
  }
  return best;
}

/** How closely a range names an offer: -1 not at all, 0 any type, 1 any subtype, 2 the type, 3 its parameters too. */
function specificity<T>(range: MediaRange, offer: Offer<T>): number {
  const [type, subtype] = offer.mediaType.split('/');
  if (offer.namedOnly === true && range.subtype === '*') return -1;
  if (range.type === '*') return range.subtype === '*' ? 0 : -1;
  if (range.type !== type) return -1;
  if (range.subtype === '*') return 1;
  if (range.subtype !== subtype) return -1;
  const wanted = Object.entries(offer.parameters ?? {});
  const named = wanted.filter(([name]) => range.parameters.has(name));
  if (named.some(([name, value]) => range.parameters.get(name) !== value)) return -1;
  return named.length > 0 ? 3 : 2;
}

function parseAccept(header: string | undefined): MediaRange[] {
  const ranges = splitOutsideQuotes(header ?? '', ',')
    .slice(0, mostRanges)
    .flatMap(parseRange);
  return ranges.length === 0 ? [anything] : ranges;
}

function parseRange(text: string): MediaRange[] {
  const [media = '', ...rest] = splitOutsideQuotes(text, ';');
  const parts = /^\s*([\w!#$&^.+*-]+)\/([\w!#$&^.+*-]+)\s*$/.exec(media.toLowerCase());
  // A lone asterisk is what some old libraries send for anything.
  if (parts === null) return media.trim() === '*' ? [anything] : [];
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equals = parameter.indexOf('=');
    if (equals < 0) continue;
    parameters.set(
      parameter.slice(0, equals).trim().toLowerCase(),
      unquoted(parameter.slice(equals + 1).trim()),
    );
  }
  const weight = weightOf(parameters.get('q'));
  parameters.delete('q');
  return [{ type: parts[1] ?? '', subtype: parts[2] ?? '', parameters, weight }];
}

/** 0 to 1; what is no number counts as 1, as most servers have it. */
function weightOf(text: string | undefined): number {
  const weight = text === undefined ? 1 : Number.parseFloat(text);
  return Number.isNaN(weight) ? 1 : Math.min(1, Math.max(0, weight));
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
    : text;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const pieces: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (quoted && text[at] === '\\') at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...pieces, text.slice(from)];
}
