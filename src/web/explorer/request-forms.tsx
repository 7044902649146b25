import type { ComponentChildren } from 'preact';
import type { EndpointFacts } from '../../oai-pmh/oai-facts.js';
import type { PageContext } from '../page/page-context.js';

interface FormsProps {
  context: PageContext;
  facts: EndpointFacts;
}

/** Plain GET forms, one a verb that takes arguments; the browser shows the endpoint's answer. */
export function RequestForms({ context, facts }: FormsProps) {
  const t = context.t.explorer;
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">{t.requests}</h2>
      <p class="pager">
        {['Identify', 'ListMetadataFormats', 'ListSets'].map((verb) => (
          <>
            <a href={`/oai_pmh?verb=${verb}`}>{verb}</a>{' '}
          </>
        ))}
      </p>
      <ListForm context={context} facts={facts} verb="ListRecords" />
      <ListForm context={context} facts={facts} verb="ListIdentifiers" />
      <VerbForm verb="GetRecord" send={t.send}>
        <label>
          {t.identifier}
          <input
            name="identifier"
            required
            value={`oai:${facts.repositoryId}:`}
            spellcheck={false}
            autocomplete="off"
          />
        </label>
        <PrefixChoice context={context} facts={facts} />
      </VerbForm>
    </section>
  );
}

function ListForm({ context, facts, verb }: FormsProps & { verb: string }) {
  const t = context.t.explorer;
  return (
    <VerbForm verb={verb} send={t.send}>
      <PrefixChoice context={context} facts={facts} />
      {facts.sets.length > 0 && (
        <fieldset>
          <legend>{t.set}</legend>
          <a href={`/oai_pmh?verb=${verb}&metadataPrefix=oai_dc`}>{t.everything}</a>
          {facts.sets.map(({ setSpec, name }) => (
            <label key={setSpec}>
              <input type="radio" name="set" value={setSpec} />
              {name}
            </label>
          ))}
        </fieldset>
      )}
      <label>
        {t.from}
        <DateInput name="from" value={facts.earliestDatestamp} />
      </label>
      <label>
        {t.until}
        <DateInput name="until" value={facts.highWater} />
      </label>
    </VerbForm>
  );
}

function DateInput({ name, value }: { name: string; value: string }) {
  const form = '\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?';
  return (
    <input type="text" name={name} required pattern={form} value={value.slice(0, 10)} autocomplete="off" />
  );
}

function PrefixChoice({ context, facts }: FormsProps) {
  return (
    <label>
      {context.t.explorer.prefix}
      <select name="metadataPrefix">
        {facts.formats.map(({ prefix }) => (
          <option key={prefix}>{prefix}</option>
        ))}
      </select>
    </label>
  );
}

function VerbForm({ verb, send, children }: { verb: string; send: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{verb}</summary>
      <form action="/oai_pmh" method="get">
        <input type="hidden" name="verb" value={verb} />
        {children}
        <button type="submit">{send}</button>
      </form>
    </details>
  );
}
