import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { languages } from '../languages/language.js';
import { formatsOf } from '../machine/formats.js';
import { jsonForHtml, schemaOrgOf } from '../machine/schema-org.js';
import { headerLinks } from '../machine/signposting.js';
import { accessRightOf } from '../record/access-right.js';
import { clipped, mainTitle, yearOf } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import type { RecordProps } from './record-props.js';

/** What programs read in the head of a record's page: typed links as in its header, and metadata in four vocabularies. */
export function HeadTags({ context, record }: RecordProps): VNode {
  const { t } = context;
  return (
    <>
      <link rel="canonical" href={record.pageUrl} />
      {languages.map((language) => (
        <link
          key={language}
          rel="alternate"
          hreflang={language}
          href={`${record.pageUrl}?lang=${language}`}
        />
      ))}
      {headerLinks(record, formatsOf(record)).map(({ rel, href, type }, index) => (
        <link key={index} rel={rel} href={href} type={type} />
      ))}
      {record.withdrawal === undefined && (
        <link
          rel="alternate"
          type="application/json+oembed"
          title={t.record.embed}
          href={`${context.publicUrl}/oembed?url=${encodeURIComponent(record.pageUrl)}`}
        />
      )}
      <link rel="schema.DC" href="http://purl.org/dc/elements/1.1/" />
      <link rel="schema.DCTERMS" href="http://purl.org/dc/terms/" />
      {[...highwire(record), ...dublinCore(record)].map(({ name, content, lang }, index) => (
        <meta key={index} name={name} content={content} lang={languageTag(lang)} />
      ))}
      {openGraph({ context, record }).map(({ name, content }) => (
        <meta key={name} property={name} content={content} />
      ))}
      <meta name="twitter:card" content="summary" />
      <script
        type="application/ld+json"
        dangerouslySetInnerHTML={{ __html: jsonForHtml(schemaOrgOf(record, context)) }}
      />
    </>
  );
}

interface MetaTag {
  name: string;
  content: string;
  lang?: string | undefined;
}

/** Longest content of a tag; search engines cut earlier. */
const longestContent = 5000;

const tag = (name: string, content: string | null | undefined, lang?: string): MetaTag[] =>
  content === null || content === undefined || content.trim() === ''
    ? []
    : [{ name, content: clipped(content, longestContent), lang }];

/** The citation_* tags that Google Scholar and reference managers read. */
function highwire(record: PublicRecord): MetaTag[] {
  const { summary } = record;
  const issued = summary.dates.find(({ type }) => type === 'Issued')?.value ?? yearOf(summary);
  return [
    ...tag('citation_title', mainTitle(summary)?.value),
    ...summary.creators.flatMap(({ name, orcid, affiliations }) => [
      ...tag('citation_author', name),
      ...affiliations.flatMap((affiliation) => tag('citation_author_institution', affiliation.name)),
      ...tag('citation_author_orcid', orcid),
    ]),
    ...tag('citation_publication_date', issued?.replaceAll('-', '/')),
    ...(record.pid.startsWith('10.') ? tag('citation_doi', record.pid) : []),
    ...tag('citation_publisher', summary.publisher),
    ...tag('citation_keywords', summary.subjects.map(({ value }) => value).join('; ')),
    ...tag('citation_language', summary.languages[0]),
    ...tag('citation_abstract_html_url', record.pageUrl),
  ];
}

/** Dublin Core in HTML. Source: DCMI, DC-HTML. */
function dublinCore(record: PublicRecord): MetaTag[] {
  const { summary } = record;
  return [
    ...tag('DC.identifier', record.pidUrl),
    ...summary.titles.flatMap(({ value, language }) => tag('DC.title', value, language)),
    ...summary.creators.flatMap(({ name }) => tag('DC.creator', name)),
    ...summary.contributors.flatMap(({ name }) => tag('DC.contributor', name)),
    ...tag('DC.publisher', summary.publisher),
    ...tag('DCTERMS.issued', summary.dates.find(({ type }) => type === 'Issued')?.value ?? yearOf(summary)),
    ...tag('DCTERMS.modified', record.changedAt.slice(0, 10)),
    ...tag('DC.type', summary.resourceTypeGeneral ?? summary.type),
    ...summary.descriptions.flatMap(({ value, language }) => tag('DC.description', value, language)),
    ...summary.subjects.flatMap(({ value }) => tag('DC.subject', value)),
    ...summary.languages.flatMap((value) => tag('DC.language', value)),
    ...summary.formats.flatMap((value) => tag('DC.format', value)),
    ...summary.rights.flatMap(({ name, uri }) => [...tag('DC.rights', name), ...tag('DCTERMS.license', uri)]),
    ...tag('DCTERMS.accessRights', accessRightOf(summary).uri),
  ];
}

function openGraph({ context, record }: RecordProps): MetaTag[] {
  const title = mainTitle(record.summary)?.value ?? context.t.record.untitled;
  return [
    ...tag('og:title', clipped(title)),
    ...tag('og:type', 'website'),
    ...tag('og:url', record.pageUrl),
    ...tag('og:site_name', context.registryName),
    ...tag('og:description', clipped(record.summary.descriptions[0]?.value ?? context.t.record.unknown, 300)),
    ...tag('og:locale', context.language === 'pl' ? 'pl_PL' : 'en_GB'),
  ];
}
