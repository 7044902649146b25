import type { VNode } from 'preact';
import { renderMarkdown } from '../page/markdown.js';

/** What the document says of something, in English and with Markdown. */
export function Told({ text }: { text: string }): VNode {
  return <div lang="en" class="markdown" dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }} />;
}
