import type { VNode } from 'preact';
import type { EndpointFacts } from '../../oai-pmh/oai-facts.js';
import { Layout } from '../layout.js';
import { CopyButton } from '../page/copy-button.js';
import type { PageContext } from '../page/page-context.js';
import { RequestForms } from './request-forms.js';

interface ExplorerPageProps {
  context: PageContext;
  facts: EndpointFacts;
}

/** What the endpoint offers, forms that build requests, and the card for registering it with aggregators. */
export function ExplorerPage({ context, facts }: ExplorerPageProps): VNode {
  const t = context.t.explorer;
  return (
    <Layout context={context} title={t.title}>
      <h1>{t.title}</h1>
      <p>{t.lead}</p>
      <Endpoint context={context} facts={facts} />
      <Formats context={context} facts={facts} />
      <Sets context={context} facts={facts} />
      <RequestForms context={context} facts={facts} />
      <section aria-labelledby="card-title">
        <h2 id="card-title">{t.card}</h2>
        <p>{t.cardHint}</p>
        <pre id="card" class="example">
          {registrationCard(facts)}
        </pre>
        <CopyButton target="card" label={t.copyCard} t={context.t} />
      </section>
      <section aria-labelledby="check">
        <h2 id="check">{t.check}</h2>
        <p>{t.checkLead}</p>
        <p>
          <a href="/oai/check" role="button">
            {t.runCheck}
          </a>
        </p>
      </section>
    </Layout>
  );
}

function Endpoint({ context, facts }: ExplorerPageProps) {
  const t = context.t.explorer;
  const rows: [string, string][] = [
    [t.baseUrl, facts.baseUrl],
    [t.contact, facts.adminEmail],
    [t.identifiers, `oai:${facts.repositoryId}:…`],
    [t.items, String(facts.items)],
    [t.earliest, facts.earliestDatestamp],
    [t.complete, facts.highWater],
    [t.deletions, t.persistent],
    [t.granularity, t.seconds],
  ];
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{t.facts}</h2>
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Formats({ context: { t: texts }, facts }: ExplorerPageProps) {
  const t = texts.explorer;
  return (
    <section aria-labelledby="formats">
      <h2 id="formats">{t.formats}</h2>
      <table class="fields">
        <thead>
          <tr>
            <th scope="col">{t.prefix}</th>
            <th scope="col">{t.schema}</th>
          </tr>
        </thead>
        <tbody>
          {facts.formats.map(({ prefix, schemaUrl }) => (
            <tr key={prefix}>
              <th scope="row">
                <a href={`/oai_pmh?verb=ListRecords&metadataPrefix=${prefix}`}>{prefix}</a>
              </th>
              <td>{schemaUrl}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sets({ context: { t: texts }, facts }: ExplorerPageProps) {
  const t = texts.explorer;
  return (
    <section aria-labelledby="sets">
      <h2 id="sets">{t.sets}</h2>
      {facts.sets.length === 0 ? (
        <p>{t.noSets}</p>
      ) : (
        <table class="fields">
          <thead>
            <tr>
              <th scope="col">{t.setSpec}</th>
              <th scope="col">{t.name}</th>
              <th scope="col">{t.items}</th>
            </tr>
          </thead>
          <tbody>
            {facts.sets.map(({ setSpec, name, items }) => (
              <tr key={setSpec}>
                <th scope="row">
                  <a
                    href={`/oai_pmh?verb=ListIdentifiers&metadataPrefix=oai_dc&set=${encodeURIComponent(setSpec)}`}
                  >
                    {setSpec}
                  </a>
                </th>
                <td>{name}</td>
                <td>{items}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Plain text in English, whatever the reader's language: it goes into the forms of aggregators. */
function registrationCard(facts: EndpointFacts): string {
  const sets = facts.sets.map(({ setSpec, name }) => `${setSpec} (${name})`).join(', ');
  return [
    `Repository: ${facts.repositoryName}`,
    `OAI-PMH base URL: ${facts.baseUrl}`,
    `Contact: ${facts.adminEmail}`,
    `Metadata prefixes: ${facts.formats.map(({ prefix }) => prefix).join(', ')}`,
    `Sets: ${sets === '' ? 'none' : sets}`,
    `Identifiers: oai:${facts.repositoryId}:…`,
    'Granularity: YYYY-MM-DDThh:mm:ssZ',
    'Deleted records: persistent',
    'Compression: gzip',
  ].join('\n');
}
