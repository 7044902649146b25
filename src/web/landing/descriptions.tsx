import type { ComponentChildren, VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { renderMarkdown } from '../page/markdown.js';
import type { RecordProps } from './record-props.js';

/** Texts above this many characters get a window of their own to scroll, so that files and license stay in reach. */
const longText = 4000;

/** The descriptions of the metadata as text, and that of the share as Markdown. */
export function Descriptions({ context: { t }, record }: RecordProps): VNode | null {
  const { descriptions } = record.summary;
  const markdown = record.shareDescription.trim();
  const length = descriptions.reduce((sum, { value }) => sum + value.length, markdown.length);
  if (length === 0) return null;
  return (
    <section aria-labelledby="description">
      <h2 id="description">{t.record.description}</h2>
      <Window isLong={length > longText} label={t.record.description}>
        {descriptions.map(({ value, language }, index) => (
          <p key={index} lang={languageTag(language)} dir="auto" class="plain-text">
            {value}
          </p>
        ))}
        {markdown !== '' && (
          <div class="markdown" dir="auto" dangerouslySetInnerHTML={{ __html: renderMarkdown(markdown) }} />
        )}
      </Window>
    </section>
  );
}

function Window({
  isLong,
  label,
  children,
}: {
  isLong: boolean;
  label: string;
  children: ComponentChildren;
}) {
  if (!isLong) return <>{children}</>;
  return (
    <div class="long-text" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
