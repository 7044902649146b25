import type { VNode } from 'preact';
import { pageOf, titleOfTag } from './addresses.js';
import type { Operation } from './reference.js';
import { Route } from './route.js';
import type { ReferenceTexts } from './texts.js';

/** Operations in groups, each a link to its place in the reference. */
export function OperationList({
  groups,
  t,
}: {
  groups: ReadonlyMap<string, readonly Operation[]>;
  t: ReferenceTexts;
}): VNode {
  return (
    <>
      {[...groups].map(([tag, operations]) => (
        <section key={tag} aria-labelledby={`tag-${tag}`}>
          <h2 id={`tag-${tag}`}>
            <a href={pageOf(tag)} lang="en">
              {titleOfTag(tag)}
            </a>{' '}
            <small>({t.operations(operations.length)})</small>
          </h2>
          <ul class="operations">
            {operations.map(({ id, method, path, summary }) => (
              <li key={id}>
                <a href={`${pageOf(tag)}#${id}`} lang="en">
                  {summary}
                </a>
                <Route method={method} path={path} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
