import type { VNode } from 'preact';
import type { Messages } from '../languages/en.js';
import type { PublicRecord } from '../record/record.js';

/** The ways to look at a record. */
export type View = 'visual' | 'xml' | 'fair';

/** Links between the views of a record: plain links, so that each has an address. */
export function ViewSwitch({
  record,
  current,
  t,
}: {
  record: PublicRecord;
  current: View;
  t: Messages;
}): VNode {
  const views: [View, string, string][] = [
    ['visual', record.pagePath, t.record.viewVisual],
    ['xml', `${record.pagePath}?view=xml`, t.record.viewXml],
    ['fair', `${record.pagePath}?view=fair`, t.record.viewFair],
  ];
  return (
    <nav aria-label={t.record.views} class="views">
      {views.map(([view, href, text]) => (
        <a key={view} href={href} aria-current={view === current ? 'page' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  );
}
