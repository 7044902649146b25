import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { citationText } from '../../metadata/citation/styles.js';
import { clipped, mainTitle, undirected } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';

const longestCitation = 1500;

/**
 * A record as other sites show it: title, citation and badge, each leading to its PID. Plain HTML without scripts,
 * styles or frames, so that it can stand anywhere.
 */
export function citationCard(record: PublicRecord): string {
  return renderToString(<CitationCard record={record} />);
}

function CitationCard({ record }: { record: PublicRecord }): VNode {
  const title = clipped(undirected(mainTitle(record.summary)?.value ?? record.pid));
  return (
    <blockquote cite={record.pidUrl}>
      <p>
        <a href={record.pidUrl}>{title}</a>
      </p>
      <p>{clipped(undirected(citationText('apa', record.summary, record)), longestCitation)}</p>
      <p>
        <a href={record.pidUrl}>
          <img src={`${record.pageUrl}/badge.svg`} alt={record.pid} height="20" />
        </a>
      </p>
    </blockquote>
  );
}
