/** A search text cut at its wildcards: one part means an exact match. */
export type Pattern = readonly string[];

/** Reads a text in which `*` stands for any run of characters. @param escape takes a following `*` (or itself) literally */
export function parsePattern(text: string, escape?: string): Pattern {
  const parts = [''];
  for (let place = 0; place < text.length; place++) {
    const letter = text.charAt(place);
    if (letter === escape && place + 1 < text.length)
      parts.push(`${parts.pop() ?? ''}${text.charAt(++place)}`);
    else if (letter !== '*') parts.push(`${parts.pop() ?? ''}${letter}`);
    // Wildcards side by side are one.
    else if (parts.length === 1 || parts.at(-1) !== '') parts.push('');
  }
  return parts;
}

/** True when the pattern has no wildcard. */
export const isExact = (pattern: Pattern): boolean => pattern.length === 1;

/** The letters before the first wildcard. */
export const beginning = (pattern: Pattern): string => pattern[0] ?? '';

/** For SQLite's GLOB, which minds letter case: `*`, `?` and `[` are literal in brackets. */
export const toGlob = (pattern: Pattern): string =>
  pattern.map((part) => part.replace(/[*?[]/g, '[$&]')).join('*');

/** For PostgreSQL's LIKE with `\` as escape. */
export const toLike = (pattern: Pattern): string =>
  pattern.map((part) => part.replace(/[\\%_]/g, '\\$&')).join('%');
