/** A link between two web resources whose kind is named. Source: RFC 8288. */
export interface TypedLink {
  rel: string;
  href: string;
  type?: string | undefined;
  profile?: string | undefined;
  title?: string | undefined;
}

/** The links of one resource. */
export interface LinkContext {
  anchor: string;
  links: readonly TypedLink[];
}

/** Nearly every address: nothing in it is to be encoded. */
const plainTarget = /^https?:\/\/[\w.:-]+\/[\w.~!$&()*+=:@/?%#-]*$/;

/**
 * A target that every reader of Link headers understands: absolute, ASCII, and with no comma or semicolon for those
 * that split on them.
 */
export function linkTarget(href: string): string {
  if (plainTarget.test(href)) return href;
  return new URL(href).href.replaceAll(',', '%2C').replaceAll(';', '%3B').replaceAll("'", '%27');
}

/** The value of a Link header. Targets that `linkTarget` already wrote come out unchanged. */
export function linkHeader(links: readonly TypedLink[]): string {
  return links.map((link) => fieldOf(link)).join(', ');
}

/** `application/linkset`: the links of several resources as one field value. Source: RFC 9264, 4.1. */
export function linksetText(contexts: readonly LinkContext[]): string {
  return (
    contexts.flatMap(({ anchor, links }) => links.map((link) => fieldOf(link, anchor))).join(',\n') + '\n'
  );
}

/** `application/linkset+json`. Source: RFC 9264, 4.2. */
export function linksetJson(contexts: readonly LinkContext[]): string {
  const linkset = contexts.map(({ anchor, links }) => {
    const byRelation: Record<string, object[]> = {};
    for (const { rel, href, type, profile, title } of links) {
      const target = {
        href: linkTarget(href),
        ...(type !== undefined && { type }),
        ...(title !== undefined && { title }),
      };
      (byRelation[rel] ??= []).push(profile === undefined ? target : { ...target, profile: [profile] });
    }
    return { anchor: linkTarget(anchor), ...byRelation };
  });
  return JSON.stringify({ linkset }, null, 2);
}

function fieldOf({ rel, href, type, profile, title }: TypedLink, anchor?: string): string {
  const attributes = {
    rel,
    type,
    profile,
    title: title === undefined ? undefined : ascii(title),
    anchor: anchor === undefined ? undefined : linkTarget(anchor),
  };
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value ?? ''}"`);
  return [`<${linkTarget(href)}>`, ...written].join('; ');
}

/** Header values are ASCII; the titles are ours and short. */
const ascii = (text: string) => text.replaceAll(/[^\x20-\x7e]|["\\,;]/g, ' ');
