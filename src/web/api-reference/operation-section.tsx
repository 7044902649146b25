import type { VNode } from 'preact';
import { CopyButton } from '../page/copy-button.js';
import type { PageContext } from '../page/page-context.js';
import { verbatim } from '../page/verbatim.js';
import { AccessFacts } from './access-facts.js';
import { Answers, Refusals } from './answers.js';
import { FieldsTable } from './fields-table.js';
import type { Operation } from './reference.js';
import { Route } from './route.js';
import { referenceTexts, type ReferenceTexts } from './texts.js';
import { Told } from './told.js';

/** One operation: what it does, who may, what goes in, what comes out, and a command that does it. */
export function OperationSection({
  operation,
  context,
}: {
  operation: Operation;
  context: PageContext;
}): VNode {
  const t = referenceTexts(context.language);
  const { id, summary, description, parameters } = operation;
  return (
    <section class="operation">
      <h2 id={id} lang="en">
        <a href={`#${id}`}>{summary}</a>
      </h2>
      <p>
        <Route method={operation.method} path={operation.path} />
      </p>
      {description !== undefined && <Told text={description} />}
      <AccessFacts access={operation.access} t={t} />
      {parameters.length > 0 && (
        <>
          <h3>{t.parameters}</h3>
          <FieldsTable fields={parameters} caption={`${t.parameters}: ${summary}`} t={t} />
        </>
      )}
      <Body operation={operation} t={t} />
      <h3>{t.example}</h3>
      <pre id={`${id}-curl`}>
        <code {...verbatim}>{operation.curl}</code>
      </pre>
      <CopyButton target={`${id}-curl`} label={`${t.copyExample}: ${summary}`} t={context.t} />
      <Answers operation={operation} t={t} />
      <h3>{t.errors}</h3>
      <Refusals operation={operation} />
    </section>
  );
}

function Body({ operation: { body, summary }, t }: { operation: Operation; t: ReferenceTexts }) {
  if (body === undefined) return null;
  const title = t.body(body.mediaType);
  return (
    <>
      <h3>{title}</h3>
      {!body.isRequired && <p>{t.bodyOptional}</p>}
      {body.fields.length === 0 ? (
        <p>{t.noFields}</p>
      ) : (
        <FieldsTable fields={body.fields} caption={`${title}: ${summary}`} t={t} />
      )}
    </>
  );
}
