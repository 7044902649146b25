import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { referencePath, titleOfTag } from './addresses.js';
import { OperationSection } from './operation-section.js';
import type { Operation } from './reference.js';
import { Route } from './route.js';
import { referenceTexts } from './texts.js';

/** The operations of a tag in full, below a list of them. */
export function TagPage({
  context,
  tag,
  operations,
}: {
  context: PageContext;
  tag: string;
  operations: readonly Operation[];
}): VNode {
  const t = referenceTexts(context.language);
  return (
    <Layout context={context} title={`${titleOfTag(tag)} – ${t.title}`}>
      <p>
        <a href={referencePath}>{t.all}</a>
      </p>
      <h1 lang="en">{titleOfTag(tag)}</h1>
      <nav aria-label={t.contents} class="contents">
        <ul class="operations">
          {operations.map(({ id, method, path, summary }) => (
            <li key={id}>
              <a href={`#${id}`} lang="en">
                {summary}
              </a>
              <Route method={method} path={path} />
            </li>
          ))}
        </ul>
      </nav>
      {operations.map((operation) => (
        <OperationSection key={operation.id} operation={operation} context={context} />
      ))}
    </Layout>
  );
}
