import MarkdownIt from 'markdown-it';
import { webLink } from './links.js';

/**
 * Renders Markdown of strangers: no HTML passes, links go to the web only and lend no weight, pictures become links
 * (they would be loaded from elsewhere), headings stand below those of the page.
 */
const markdown = new MarkdownIt('commonmark', { html: false, linkify: false });

markdown.validateLink = (address) => webLink(address) !== undefined;
markdown.disable('image');
markdown.core.ruler.push('foreign_links', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close')
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') child.attrSet('rel', 'nofollow ugc');
    }
  }
});

/** Markdown as inert HTML. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
