import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { referencePath } from './addresses.js';
import { SearchBox } from './index-page.js';
import { OperationList } from './operation-list.js';
import type { Operation } from './reference.js';
import { referenceTexts } from './texts.js';

/** The operations that a search found. */
export function SearchPage({
  context,
  question,
  groups,
}: {
  context: PageContext;
  question: string;
  groups: ReadonlyMap<string, readonly Operation[]>;
}): VNode {
  const t = referenceTexts(context.language);
  const count = [...groups.values()].reduce((sum, operations) => sum + operations.length, 0);
  return (
    <Layout context={context} title={t.search} noindex>
      <h1>{t.search}</h1>
      <SearchBox t={t} question={question} />
      <p>
        {count === 0 ? t.nothing(question) : t.found(count, question)} <a href={referencePath}>{t.all}</a>
      </p>
      <OperationList groups={groups} t={t} />
    </Layout>
  );
}
