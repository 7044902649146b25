import { h, type VNode } from 'preact';
import { CITATION_STYLES, citationText } from '../../metadata/citation/styles.js';
import { CopyButton } from '../page/copy-button.js';
import { clipped, undirected } from '../record/names.js';
import type { RecordProps } from './record-props.js';

/** No title is longer; a text of this length is no citation but an attack on the page. */
const longestCitation = 3000;

/**
 * The record as a citation in six styles: all of them below each other, or, where scripts run, the one that is picked.
 * Files for reference managers beside them.
 */
export function CiteSection({ context: { t }, record }: RecordProps): VNode {
  const attributes: object = { label: t.record.citationStyle };
  return (
    <section aria-labelledby="cite">
      <h2 id="cite">{t.record.citeTitle}</h2>
      {h(
        'cite-picker',
        attributes,
        CITATION_STYLES.map(({ id, title }) => (
          <div class="citation" key={id} data-title={title}>
            <h3>{title}</h3>
            <p id={`citation-${id}`} lang="en" dir="auto">
              {clipped(undirected(citationText(id, record.summary, record)), longestCitation)}
            </p>
            <CopyButton target={`citation-${id}`} label={`${t.record.copyCitation}: ${title}`} t={t} />
          </div>
        )),
      )}
      <p class="files-of-citation">
        {t.record.downloadCitation} <a href={`${record.pagePath}?format=bibtex`}>BibTeX</a>{' '}
        <a href={`${record.pagePath}?format=ris`}>RIS</a>{' '}
        <a href={`${record.pagePath}?format=csl`}>CSL-JSON</a>
      </p>
    </section>
  );
}
