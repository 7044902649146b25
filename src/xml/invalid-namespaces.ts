import { ATTRIBUTE } from './attributes.js';
import { readValue } from './references.js';

const COMPLAINT = /^xmlns:([^:\s]+): '(.*)' is not a valid URI/s;

/** Comments, CDATA sections, processing instructions and start tags of a well-formed text without a DOCTYPE. */
const MARKUP =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<[^!?/][^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*>/g;
const MOST_COMPLAINTS = 50;

/**
 * libxml2 refuses a namespace name that is no URI even where nothing uses it (seen in harvested records). This takes
 * the declarations that it complains of out of their start tags and changes nothing else, line numbers included: a
 * document that does use the prefix is then refused as unbound.
 * @param complaints all messages of the parser
 * @returns undefined when the text has any other fault or nothing could be taken out
 */
export function withoutInvalidNamespaces(text: string, complaints: readonly string[]): string | undefined {
  const invalid = new Set<string>();
  for (const complaint of complaints) {
    const [, prefix, uri] = COMPLAINT.exec(complaint) ?? [];
    if (prefix === undefined || uri === undefined) return undefined;
    invalid.add(declarationKey(prefix, uri));
  }
  if (invalid.size === 0 || invalid.size > MOST_COMPLAINTS) return undefined;
  const repaired = text.replace(MARKUP, (found) =>
    /^<[!?]/.test(found) ? found : repairTag(found, invalid),
  );
  return repaired === text ? undefined : repaired;
}

const declarationKey = (prefix: string, uri: string): string => `${prefix} ${uri}`;

function repairTag(tag: string, invalid: ReadonlySet<string>): string {
  const attribute = new RegExp(ATTRIBUTE.source, 'g');
  return tag.replace(attribute, (written, name: string, quoted: string) => {
    if (!name.startsWith('xmlns:')) return written;
    const key = declarationKey(name.slice(6), readValue(quoted.slice(1, -1)) ?? '');
    return invalid.has(key) ? written.replace(/[^\n]/g, ' ') : written;
  });
}
