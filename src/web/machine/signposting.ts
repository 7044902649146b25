import { webLink } from '../page/links.js';
import type { PublicRecord } from '../record/record.js';
import { exportUrl, type RecordFormat } from './format.js';
import { identifierUrl } from '../../metadata/identifiers.js';
import { schemaOrgType } from './schema-org-type.js';
import { linkTarget, type LinkContext, type TypedLink } from './typed-links.js';

type Formats = readonly RecordFormat[];

/** Most links of one relation in the header; a longer list stands in the linkset alone. Source: InvenioRDM, Dataverse. */
const mostOfARelation = 5;
/** Headers above 4 KB break some proxies. */
const longestHeader = 4000;
/** What may be left to the linkset when the header would grow too long, the first one first. */
const dispensable = ['item', 'author', 'license', 'collection', 'describedby'];

/** Every typed link of a landing page. Source: signposting.org/FAIR, levels 1 and 2. */
export function landingLinks(record: PublicRecord, formats: Formats): TypedLink[] {
  return [
    { rel: 'cite-as', href: record.pidUrl },
    ...formats.filter(({ describes }) => describes).map((format) => describedBy(record, format)),
    ...items(record),
    ...record.summary.rights.flatMap(({ uri }) => link('license', uri)),
    ...record.summary.creators.flatMap(({ orcid, ror }) => link('author', orcid ?? ror)),
    { rel: 'type', href: 'https://schema.org/AboutPage' },
    { rel: 'type', href: `https://schema.org/${schemaOrgType(record.summary.resourceTypeGeneral)}` },
    ...relationLinks(record),
    ...linksetLinks(record, formats),
  ];
}

/** What was found for a record stays with it: its page and its header say the same. */
const found = new WeakMap<PublicRecord, TypedLink[]>();

/** The links of a landing page that stand in its header and, the same, in its head; targets as they are written. */
export function headerLinks(record: PublicRecord, formats: Formats): TypedLink[] {
  const known = found.get(record);
  if (known !== undefined) return known;
  let links = capped(landingLinks(record, formats)).map((link) => ({ ...link, href: linkTarget(link.href) }));
  for (const relation of dispensable) {
    if (lengthOf(links) <= longestHeader) break;
    links = links.filter(({ rel }) => rel !== relation);
  }
  found.set(record, links);
  return links;
}

/** At least the length of the header: each attribute has a name, quotes and separators. */
function lengthOf(links: readonly TypedLink[]): number {
  return links.reduce(
    (sum, { rel, href, type = '', profile = '' }) =>
      sum + rel.length + href.length + type.length + profile.length + 50,
    0,
  );
}

/** The links of a metadata resource. */
export function metadataLinks(record: PublicRecord, formats: Formats): TypedLink[] {
  return [{ rel: 'describes', href: record.pageUrl, type: 'text/html' }, ...linksetLinks(record, formats)];
}

/** The linkset of a record: its page, its files, its metadata resources. */
export function linksetOf(record: PublicRecord, formats: Formats): LinkContext[] {
  const page = { rel: 'collection', href: record.pageUrl, type: 'text/html' };
  return [
    { anchor: record.pageUrl, links: landingLinks(record, formats) },
    ...items(record).map(({ href }) => ({ anchor: href, links: [page] })),
    ...formats.map((format) => ({
      anchor: exportUrl(record, format),
      links: metadataLinks(record, formats),
    })),
  ];
}

function capped(links: readonly TypedLink[]): TypedLink[] {
  const counts = new Map<string, number>();
  for (const { rel } of links) counts.set(rel, (counts.get(rel) ?? 0) + 1);
  const kept = links.filter(({ rel }) => rel === 'describedby' || (counts.get(rel) ?? 0) <= mostOfARelation);
  let described = 0;
  return kept.filter(({ rel }) => rel !== 'describedby' || ++described <= mostOfARelation);
}

function describedBy(record: PublicRecord, format: RecordFormat): TypedLink {
  return {
    rel: 'describedby',
    href: exportUrl(record, format),
    type: format.mediaType,
    profile: format.profile,
  };
}

/** The files, or where there is no list of files the place of the data; a withdrawn record has none. */
function items({ files, dataUrl, withdrawal }: PublicRecord): TypedLink[] {
  if (withdrawal !== undefined) return [];
  const listed = files.flatMap(({ url, mediaType }) => link('item', url, mediaType));
  return listed.length > 0 ? listed : link('item', dataUrl);
}

function relationLinks({ summary, withdrawal }: PublicRecord): TypedLink[] {
  const relations: Record<string, string> = {
    IsPartOf: 'collection',
    IsNewVersionOf: 'predecessor-version',
    IsPreviousVersionOf: 'successor-version',
  };
  return [
    ...summary.relations.flatMap(({ relationType, identifierType, identifier }) => {
      const rel = relations[relationType];
      return rel === undefined ? [] : link(rel, identifierUrl(identifierType, identifier));
    }),
    ...link('successor-version', withdrawal?.replacedBy?.href),
  ];
}

function linksetLinks(record: PublicRecord, formats: Formats): TypedLink[] {
  return formats
    .filter(({ name }) => name.startsWith('linkset'))
    .map((format) => ({ rel: 'linkset', href: exportUrl(record, format), type: format.mediaType }));
}

function link(rel: string, target: string | undefined, type?: string): TypedLink[] {
  const href = webLink(target);
  return href === undefined ? [] : [{ rel, href, type: mediaTypeOnly(type) }];
}

/** Without parameters, whose semicolons and quotes would upset simple readers of the header. */
const mediaTypeOnly = (type: string | undefined) =>
  type === undefined || !/^[\w.+-]+\/[\w.+-]+/.test(type) ? undefined : type.split(';')[0];
