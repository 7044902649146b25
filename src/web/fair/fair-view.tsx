import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { ViewSwitch } from '../landing/view-switch.js';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { clipped, mainTitle } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import { evaluateFair, type MetricResult } from './rules.js';
import { fairTexts } from './texts.js';

/** How a record does by the rules of F-UJI, and what to add. */
export function FairView({ context, record }: { context: PageContext; record: PublicRecord }): VNode {
  const { t, language } = context;
  const result = evaluateFair(record);
  const title = mainTitle(record.summary);
  const number = new Intl.NumberFormat(language);
  const lacks = [...new Set(result.metrics.flatMap((metric) => metric.lacks))];
  return (
    <Layout context={context} title={`${t.fair.title}: ${clipped(title?.value ?? record.pid)}`} noindex>
      <h1>{t.fair.title}</h1>
      <p>
        <a href={record.pagePath} lang={languageTag(title?.language)} dir="auto">
          {clipped(title?.value ?? t.record.untitled)}
        </a>
      </p>
      <ViewSwitch record={record} current="fair" t={t} />
      <p>
        <strong>{t.fair.score(number.format(result.earned), number.format(result.points))}</strong>{' '}
        {t.fair.explanation}
      </p>
      <h2>{t.fair.toAdd}</h2>
      {lacks.length === 0 ? (
        <p>{t.fair.nothingToAdd}</p>
      ) : (
        <ul>
          {lacks.map((lack) => (
            <li key={lack}>{fairTexts(language).lacks[lack]}</li>
          ))}
        </ul>
      )}
      <h2>{t.fair.metrics}</h2>
      <MetricsTable context={context} metrics={result.metrics} number={number} />
    </Layout>
  );
}

function MetricsTable({
  context,
  metrics,
  number,
}: {
  context: PageContext;
  metrics: MetricResult[];
  number: Intl.NumberFormat;
}) {
  const { t, language } = context;
  return (
    <div class="table-scroll" role="region" aria-label={t.fair.metrics} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.fair.metric}</th>
            <th scope="col">{t.fair.rule}</th>
            <th scope="col" class="size">
              {t.fair.points}
            </th>
          </tr>
        </thead>
        <tbody>
          {metrics.map(({ metric, earned, points }) => (
            <tr key={metric}>
              <td class="code">{metric}</td>
              <td>{fairTexts(language).metrics[metric]}</td>
              <td class="size">
                {number.format(earned)} / {number.format(points)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
