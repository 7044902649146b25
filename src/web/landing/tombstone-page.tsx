import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { MaybeLink } from '../page/values.js';
import { clipped, displayName, mainTitle, yearOf } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import { CiteSection } from './cite-section.js';
import { HeadTags } from './head-tags.js';

interface TombstonePageProps {
  context: PageContext;
  record: PublicRecord;
}

/** What stays in place of a withdrawn record: what it was, why and when it went, what replaces it, and its citation. */
export function TombstonePage({ context, record }: TombstonePageProps): VNode {
  const { t } = context;
  const { summary, withdrawal } = record;
  const title = mainTitle(summary);
  const creators = summary.creators.map(displayName).join('; ');
  const rows: [string, string | undefined, (string | undefined)?][] = [
    [t.record.persistentIdentifier, record.pidUrl, record.pidUrl],
    [t.record.creators, creators === '' ? undefined : clipped(creators, 1000)],
    [t.record.published, yearOf(summary)],
    [t.tombstone.withdrawnOn, withdrawal?.date],
    [t.tombstone.reason, withdrawal?.reason ?? t.tombstone.noReason],
    [t.tombstone.note, withdrawal?.note],
    [t.tombstone.replacedBy, withdrawal?.replacedBy?.text, withdrawal?.replacedBy?.href],
  ];
  return (
    <Layout
      context={context}
      title={clipped(title?.value ?? t.tombstone.title)}
      head={<HeadTags context={context} record={record} />}
      noindex
    >
      <article class="record">
        <h1 lang={languageTag(title?.language)} dir="auto">
          {clipped(title?.value ?? t.record.untitled, 1000)}
        </h1>
        <p class="banner warning">
          <strong>{t.tombstone.title}.</strong> {t.tombstone.explanation}
        </p>
        <dl class="facts rows">
          {rows.map(([label, text, href]) =>
            text === undefined ? null : (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <MaybeLink href={href}>{text}</MaybeLink>
                </dd>
              </div>
            ),
          )}
        </dl>
        <CiteSection context={context} record={record} />
      </article>
    </Layout>
  );
}
