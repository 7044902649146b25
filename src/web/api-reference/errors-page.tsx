import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { verbatim } from '../page/verbatim.js';
import { referencePath } from './addresses.js';
import type { ErrorEntry } from './reference.js';
import { referenceTexts } from './texts.js';

/** Every error id with what its answer looks like. */
export function ErrorsPage({
  context,
  errors,
}: {
  context: PageContext;
  errors: readonly ErrorEntry[];
}): VNode {
  const t = referenceTexts(context.language);
  return (
    <Layout context={context} title={`${t.errors} – ${t.title}`}>
      <p>
        <a href={referencePath}>{t.all}</a>
      </p>
      <h1>{t.errors}</h1>
      <p>{t.errorsLead}</p>
      {errors.map(({ id, status, example }) => (
        <section key={id}>
          <h2 id={id} lang="en">
            <a href={`#${id}`}>{id}</a> <small>{status}</small>
          </h2>
          <pre class="example">
            <code {...verbatim}>{example}</code>
          </pre>
        </section>
      ))}
    </Layout>
  );
}
