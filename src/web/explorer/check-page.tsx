import type { VNode } from 'preact';
import type { AggregatorReport, CheckResult } from '../../oai-pmh/oai-facts.js';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { clipped } from '../record/names.js';

interface CheckPageProps {
  context: PageContext;
  rules: readonly CheckResult[];
  reports: readonly AggregatorReport[];
}

/** The results of the self-check: the protocol's rules, then what aggregators miss in the newest records. */
export function CheckPage({ context, rules, reports }: CheckPageProps): VNode {
  const t = context.t.explorer;
  const passed = rules.filter((rule) => rule.passed).length;
  return (
    <Layout context={context} title={t.check} noindex>
      <h1>{t.check}</h1>
      <p>
        <a href="/oai">{t.title}</a>
      </p>
      <section aria-labelledby="protocol">
        <h2 id="protocol">{t.protocol}</h2>
        <p>
          <strong>{t.summary(passed, rules.length)}</strong>
        </p>
        <table class="fields">
          <thead>
            <tr>
              <th scope="col">{t.rule}</th>
              <th scope="col">{t.section}</th>
              <th scope="col">{t.result}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ title, section, found }) => (
              <tr key={title}>
                <th scope="row" lang="en">
                  {title}
                </th>
                <td>{section}</td>
                <td>{found === undefined ? t.passed : t.failed(found)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {reports.map((report) => (
        <Expectations context={context} report={report} />
      ))}
    </Layout>
  );
}

function Expectations({ context, report }: { context: PageContext; report: AggregatorReport }) {
  const t = context.t.explorer;
  const { aggregator, looked, weakCount, weak } = report;
  return (
    <section aria-labelledby={aggregator}>
      <h2 id={aggregator}>{t.expectations(aggregator)}</h2>
      <p>{t.looked(looked, weakCount, weak.length)}</p>
      {weak.length > 0 && (
        <table class="fields">
          <thead>
            <tr>
              <th scope="col">{t.record}</th>
              <th scope="col">{t.missing}</th>
            </tr>
          </thead>
          <tbody>
            {weak.map(({ shareId, title, missing }) => (
              <tr key={shareId}>
                <th scope="row" dir="auto">
                  <a href={`/share/${shareId}`}>{clipped(title)}</a>
                </th>
                <td lang="en">{missing.join('; ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
