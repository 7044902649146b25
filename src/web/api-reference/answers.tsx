import type { VNode } from 'preact';
import { verbatim } from '../page/verbatim.js';
import { errorsPage, pageOf } from './addresses.js';
import type { Operation } from './reference.js';
import type { ReferenceTexts } from './texts.js';

/** The answers of an operation that worked, each with its example. */
export function Answers({ operation: { answers }, t }: { operation: Operation; t: ReferenceTexts }): VNode {
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

/** The errors of an operation by status, each a link to its example. */
export function Refusals({ operation: { refusals } }: { operation: Operation }): VNode {
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
