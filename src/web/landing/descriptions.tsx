import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { renderMarkdown } from '../page/markdown.js';
import type { RecordProps } from './record-props.js';

/** The descriptions of the metadata as text, and that of the share as Markdown. */
export function Descriptions({ context: { t }, record }: RecordProps): VNode | null {
  const { descriptions } = record.summary;
  const markdown = record.shareDescription.trim();
  if (descriptions.length === 0 && markdown === '') return null;
  return (
    <section aria-labelledby="description">
      <h2 id="description">{t.record.description}</h2>
      {descriptions.map(({ value, language }, index) => (
        <p key={index} lang={languageTag(language)} dir="auto" class="plain-text">
          {value}
        </p>
      ))}
      {markdown !== '' && (
        <div class="markdown" dir="auto" dangerouslySetInnerHTML={{ __html: renderMarkdown(markdown) }} />
      )}
    </section>
  );
}
