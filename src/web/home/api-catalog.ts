import { linksetJson, linksetText, type LinkContext } from '../machine/typed-links.js';

interface Interface {
  /** Path of the interface. */
  path: string;
  title: string;
  /** The standard or page that explains it to people; a path when it is ours. */
  documentation: string;
  /** Further typed links: a description for programs, facts about the service. */
  links?: readonly { rel: string; path: string; type: string }[];
}

/** One line to add an interface. */
const interfaces: readonly Interface[] = [
  {
    path: '/oai_pmh',
    title: 'OAI-PMH 2.0',
    documentation: 'http://www.openarchives.org/OAI/openarchivesprotocol.html',
    links: [
      { rel: 'service-desc', path: '/oai_pmh?verb=ListMetadataFormats', type: 'text/xml' },
      { rel: 'service-meta', path: '/oai_pmh?verb=Identify', type: 'text/xml' },
    ],
  },
  {
    path: '/api/v3/onezone',
    title: 'REST API',
    documentation: '/api/docs',
    links: [{ rel: 'service-desc', path: '/api/openapi.json', type: 'application/vnd.oai.openapi+json' }],
  },
  {
    path: '/api/handles',
    title: 'Handle HTTP JSON API',
    documentation: 'https://www.handle.net/hnr_documentation.html',
  },
  { path: '/sitemap.xml', title: 'Sitemap', documentation: 'https://www.sitemaps.org/protocol.html' },
  { path: '/catalog.ttl', title: 'DCAT catalogue', documentation: 'https://www.w3.org/TR/vocab-dcat-3/' },
  { path: '/oembed', title: 'oEmbed', documentation: 'https://oembed.com/' },
  { path: '/feed.atom', title: 'Atom feed', documentation: 'https://www.rfc-editor.org/rfc/rfc4287' },
];

/**
 * What programs can use here: the interfaces of this registry with their descriptions. Sources: RFC 9727; FAIRiCat.
 * @param publicUrl address of the registry, without a trailing slash
 */
function contexts(publicUrl: string): LinkContext[] {
  return interfaces.map(({ path, title, documentation, links = [] }) => ({
    anchor: publicUrl + path,
    links: [
      { rel: 'service-doc', href: new URL(documentation, publicUrl).href, type: 'text/html', title },
      ...links.map((link) => ({ rel: link.rel, href: publicUrl + link.path, type: link.type })),
    ],
  }));
}

/** The catalogue of interfaces as JSON. */
export function apiCatalogJson(publicUrl: string): string {
  const items = contexts(publicUrl).map(({ anchor }) => ({ rel: 'item', href: anchor }));
  return linksetJson([
    { anchor: `${publicUrl}/.well-known/api-catalog`, links: items },
    ...contexts(publicUrl),
  ]);
}

/** The same as text. */
export const apiCatalogText = (publicUrl: string): string => linksetText(contexts(publicUrl));
