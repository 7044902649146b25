import MarkdownIt from 'markdown-it';
import { webLink } from './links.js';

/**
 * Renders Markdown of strangers: no HTML passes, links go to the web only and lend no weight, pictures become links
 * (they would be loaded from elsewhere), headings stand below those of the page.
 */
const markdown = new MarkdownIt('commonmark', { html: false, linkify: false });

/** Below the section's own heading. */
const firstHeading = 3;

markdown.validateLink = (address) => webLink(address) !== undefined;
markdown.disable('image');
markdown.core.ruler.push('foreign_text', ({ tokens }) => {
  const levels = tokens.filter(({ type }) => type === 'heading_open').map(({ tag }) => Number(tag.slice(1)));
  const shift = firstHeading - Math.min(...levels);
  let before = firstHeading - 1;
  for (const token of tokens) {
    if (token.type === 'heading_open') {
      // No level is left out on the way down, whatever the text does.
      before = Math.min(6, before + 1, Number(token.tag.slice(1)) + shift);
    }
    if (token.type.startsWith('heading_')) token.tag = `h${before}`;
    for (const child of token.children ?? [])
      if (child.type === 'link_open') child.attrSet('rel', 'nofollow ugc');
  }
});

/** Markdown as inert HTML. */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
