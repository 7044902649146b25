import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { Layout } from '../layout.js';
import { CopyButton } from '../page/copy-button.js';
import type { PageContext } from '../page/page-context.js';
import { verbatim } from '../page/verbatim.js';
import { clipped, mainTitle } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import { ViewSwitch } from './view-switch.js';

/** The metadata of a record as the XML that it was registered with. */
export function XmlView({
  context,
  record,
  xml,
}: {
  context: PageContext;
  record: PublicRecord;
  xml: string;
}): VNode {
  const { t } = context;
  const title = mainTitle(record.summary);
  return (
    <Layout
      context={context}
      title={`${t.record.metadataAsXml}: ${clipped(title?.value ?? record.pid)}`}
      noindex
    >
      <h1>{t.record.metadataAsXml}</h1>
      <p>
        <a href={record.pagePath} lang={languageTag(title?.language)} dir="auto">
          {clipped(title?.value ?? t.record.untitled)}
        </a>
      </p>
      <ViewSwitch record={record} current="xml" t={t} />
      <CopyButton target="xml" label={t.record.copyXml} t={t} />
      <pre class="xml" tabIndex={0} id="xml" aria-label={t.record.metadataAsXml}>
        <code {...verbatim}>{xml}</code>
      </pre>
    </Layout>
  );
}
