import type { VNode } from 'preact';
import { CopyButton } from '../page/copy-button.js';
import type { PageContext } from '../page/page-context.js';
import { verbatim } from '../page/verbatim.js';
import { errorsPage, pageOf } from './addresses.js';
import { FieldsTable } from './fields-table.js';
import type { Access, Operation } from './reference.js';
import { Route } from './route.js';
import { referenceTexts, type ReferenceTexts } from './texts.js';

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
    <section class="operation" aria-labelledby={id}>
      <h2 id={id} lang="en">
        <a href={`#${id}`}>{summary}</a>
      </h2>
      <p>
        <Route method={operation.method} path={operation.path} />
      </p>
      {description !== undefined && <p lang="en">{description}</p>}
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

interface PartProps {
  operation: Operation;
  t: ReferenceTexts;
}

function AccessFacts({ access, t }: { access: Access; t: ReferenceTexts }) {
  const rows: [string, readonly string[]][] = [
    [t.own, access.own],
    [t.admin, access.admin],
  ];
  return (
    <dl class="facts">
      <div>
        <dt>{t.access}</dt>
        <dd>{access.needsToken ? t.token : t.open}</dd>
      </div>
      {rows.map(([label, names]) =>
        names.length === 0 ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {names.map((name, index) => (
                <span key={name}>
                  {index > 0 && ', '}
                  <code>{name}</code>
                </span>
              ))}
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Body({ operation: { body, summary }, t }: PartProps) {
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

function Answers({ operation: { answers }, t }: PartProps) {
  return (
    <>
      {answers.map(({ status, headers, example }) => (
        <div key={status}>
          <h3>
            {t.answer} {status}{' '}
            <small>
              {[
                ...(example === undefined ? [t.noBody] : []),
                ...(headers.length === 0 ? [] : [t.withHeaders(headers.join(', '))]),
              ].join(', ')}
            </small>
          </h3>
          {example !== undefined && (
            <pre>
              <code {...verbatim}>{example}</code>
            </pre>
          )}
        </div>
      ))}
    </>
  );
}

function Refusals({ operation: { refusals } }: { operation: Operation }) {
  return (
    <ul class="refusals">
      {refusals.map(({ status, ids }) => (
        <li key={status}>
          <strong>{status}</strong>{' '}
          {ids.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <a href={`${pageOf(errorsPage)}#${id}`}>{id}</a>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
