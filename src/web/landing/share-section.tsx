import type { VNode } from 'preact';
import { citationCard } from '../embed/citation-card.js';
import { CopyButton } from '../page/copy-button.js';
import type { RecordProps } from './record-props.js';

/** What others put on their pages and posters: a badge and a citation with their code, and a QR code. */
export function ShareSection({ context: { t }, record }: RecordProps): VNode {
  const badgePath = `${record.pagePath}/badge.svg`;
  const badge = `${record.pageUrl}/badge.svg`;
  const snippet = `[![${record.pid}](${badge})](${record.pidUrl})`;
  return (
    <section aria-labelledby="share" class="share">
      <h2 id="share">{t.record.share}</h2>
      <p>
        <a href={record.pidUrl}>
          <img src={badgePath} alt={t.record.badge(record.pid)} height="20" loading="lazy" />
        </a>
      </p>
      <p>
        <label for="badge-code">{t.record.badgeCode}</label>
        <textarea id="badge-code" readonly rows={3}>
          {snippet}
        </textarea>
        <CopyButton target="badge-code" label={t.record.copyBadge} t={t} />
      </p>
      <p>
        <label for="embed-code">{t.record.embedCode}</label>
        <textarea id="embed-code" readonly rows={3}>
          {citationCard(record)}
        </textarea>
        <CopyButton target="embed-code" label={t.record.copyEmbed} t={t} />
      </p>
      <details>
        <summary>{t.record.qrCode}</summary>
        <img
          src={`${record.pagePath}/qr.svg`}
          alt={t.record.qrAlt(record.pidUrl)}
          width="240"
          height="240"
          loading="lazy"
        />
      </details>
    </section>
  );
}
