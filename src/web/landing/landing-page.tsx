import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { Layout } from '../layout.js';
import { MaybeLink } from '../page/values.js';
import { clipped, mainTitle } from '../record/names.js';
import { Banners } from './banners.js';
import { CiteSection } from './cite-section.js';
import { CoverageSection } from './coverage-section.js';
import { Descriptions } from './descriptions.js';
import { FilesTable } from './files-table.js';
import { HeadTags } from './head-tags.js';
import { KeyFacts } from './key-facts.js';
import { metadataRows } from './metadata-rows.js';
import { MetadataTable } from './metadata-table.js';
import { Byline } from './people.js';
import type { RecordProps } from './record-props.js';
import { RelatedWorks } from './related-works.js';
import { ShareSection } from './share-section.js';
import { ViewSwitch } from './view-switch.js';

/** Longer ones are cut in the heading; the XML view has them whole. */
const longestTitle = 1000;
/** Longer ones are set smaller, so that the first screen has room for more. */
const usualTitle = 160;

/** The page behind a PID: what the record is, who made it, how to get the data and how to cite it. */
export function LandingPage({ context, record }: RecordProps): VNode {
  const { t } = context;
  const { summary } = record;
  const title = mainTitle(summary);
  return (
    <Layout
      context={context}
      title={clipped(title?.value ?? t.record.untitled)}
      head={<HeadTags context={context} record={record} />}
    >
      <article class="record">
        <header>
          <h1
            lang={languageTag(title?.language)}
            dir="auto"
            class={(title?.value.length ?? 0) > usualTitle ? 'long' : undefined}
          >
            {clipped(title?.value ?? t.record.untitled, longestTitle)}
          </h1>
          <Byline people={summary.creators} t={t} />
          <Banners context={context} record={record} />
        </header>
        <KeyFacts context={context} record={record} />
        <div class="body">
          <Descriptions context={context} record={record} />
          {record.files.length > 0 && (
            <section aria-labelledby="files">
              <h2 id="files">
                {t.record.files} <small>({t.record.fileCount(record.files.length)})</small>
              </h2>
              <FilesTable files={record.files} context={context} />
            </section>
          )}
          <Subjects context={context} record={record} />
          <CoverageSection context={context} record={record} />
          <RelatedWorks relations={summary.relations} context={context} />
          <CiteSection context={context} record={record} />
          <section aria-labelledby="metadata">
            <h2 id="metadata">{t.record.metadata}</h2>
            <ViewSwitch record={record} current="visual" t={t} />
            <MetadataTable rows={metadataRows(record, context)} t={t} />
          </section>
          <ShareSection context={context} record={record} />
        </div>
      </article>
    </Layout>
  );
}

function Subjects({ context: { t }, record }: RecordProps) {
  if (record.summary.subjects.length === 0) return null;
  return (
    <section aria-labelledby="subjects">
      <h2 id="subjects">{t.record.subjects}</h2>
      <ul class="tags">
        {record.summary.subjects.map(({ value, uri, language }, index) => (
          <li key={index} lang={languageTag(language)} dir="auto">
            <MaybeLink href={uri}>{clipped(value)}</MaybeLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
