import { linksetJson, linksetText, type LinkContext } from '../machine/typed-links.js';

/**
 * What programs can use here: the interfaces of this registry with their descriptions. Sources: RFC 9727; FAIRiCat.
 * @param publicUrl address of the registry, without a trailing slash
 */
function contexts(publicUrl: string): LinkContext[] {
  const at = (path: string) => publicUrl + path;
  return [
    {
      anchor: at('/oai_pmh'),
      links: [
        {
          rel: 'service-doc',
          href: 'http://www.openarchives.org/OAI/openarchivesprotocol.html',
          type: 'text/html',
          title: 'OAI-PMH 2.0',
        },
        { rel: 'service-desc', href: at('/oai_pmh?verb=ListMetadataFormats'), type: 'text/xml' },
        { rel: 'service-meta', href: at('/oai_pmh?verb=Identify'), type: 'text/xml' },
      ],
    },
    {
      anchor: at('/sitemap.xml'),
      links: [
        {
          rel: 'service-doc',
          href: 'https://www.sitemaps.org/protocol.html',
          type: 'text/html',
          title: 'Sitemap',
        },
      ],
    },
    {
      anchor: at('/catalog.ttl'),
      links: [
        {
          rel: 'service-doc',
          href: 'https://www.w3.org/TR/vocab-dcat-3/',
          type: 'text/html',
          title: 'DCAT catalogue',
        },
      ],
    },
    {
      anchor: at('/feed.atom'),
      links: [
        {
          rel: 'service-doc',
          href: 'https://www.rfc-editor.org/rfc/rfc4287',
          type: 'text/html',
          title: 'Atom feed',
        },
      ],
    },
  ];
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
