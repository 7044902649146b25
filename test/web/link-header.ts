/** A link as a reader of RFC 8288 sees it. */
export interface ParsedLink {
  href: string;
  rel: string;
  type?: string;
  anchor?: string;
}

/** Reads a Link header by the grammar of RFC 8288, section 3: quoted strings may hold commas and semicolons. */
export function parseLinkHeader(text: string): ParsedLink[] {
  const links: ParsedLink[] = [];
  let at = 0;
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    const target = skip(/[\s,]*<([^>]*)>/y);
    if (target === undefined) throw new Error(`no link at ${at}: ${text.slice(at, at + 40)}`);
    const attributes: Record<string, string> = {};
    for (;;) {
      const parameter = skip(/\s*;\s*([\w-]+\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,]+))/y);
      if (parameter === undefined) break;
      attributes[parameter[1]!] ??= (parameter[2] ?? parameter[3] ?? '').replaceAll(/\\(.)/g, '$1');
    }
    links.push({ ...attributes, href: target[1]!, rel: attributes['rel'] ?? '' });
    skip(/[\s,]*/y);
  }
  return links;
}

/** Reads it as F-UJI does: splits on commas, then on semicolons. */
export function splitLinkHeader(text: string): ParsedLink[] {
  return text.split(',').map((link) => {
    const [target = '', ...parameters] = link.split(';').map((part) => part.trim());
    const attributes = Object.fromEntries(
      parameters.map((parameter) => {
        const [name = '', value = ''] = parameter.split(/=(.*)/s);
        return [name, value.replaceAll('"', '')];
      }),
    );
    return { ...attributes, href: target.replaceAll(/[<>]/g, ''), rel: attributes['rel'] ?? '' };
  });
}

/** The typed links in the head of a page; attribute values are unescaped. */
export function parseHeadLinks(html: string): ParsedLink[] {
  const head = html.slice(0, html.indexOf('</head>'));
  return [...head.matchAll(/<link ([^>]*)\/?>/g)].map(([, attributes]) => {
    const of = (name: string) =>
      new RegExp(`(?:^| )${name}="([^"]*)"`)
        .exec(attributes!)?.[1]
        ?.replaceAll('&amp;', '&')
        .replaceAll('&#39;', "'");
    const type = of('type');
    return { href: of('href') ?? '', rel: of('rel') ?? '', ...(type !== undefined && { type }) };
  });
}
