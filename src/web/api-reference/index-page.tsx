import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { errorsPage, pageOf, referencePath, titleOfTag } from './addresses.js';
import { OperationList } from './operation-list.js';
import type { Reference } from './reference.js';
import { referenceTexts, type ReferenceTexts } from './texts.js';
import { Told } from './told.js';

/** What the API is, a search box, and every operation in its group. */
export function IndexPage({ context, reference }: { context: PageContext; reference: Reference }): VNode {
  const t = referenceTexts(context.language);
  return (
    <Layout context={context} title={t.title}>
      <h1>{t.title}</h1>
      <p>
        {t.version(reference.version)} · <a href="/api/openapi.json">{t.document}</a>
      </p>
      <SearchBox t={t} />
      <section aria-labelledby="introduction">
        <h2 id="introduction">{t.introduction}</h2>
        <Told text={reference.introduction} />
      </section>
      <nav aria-label={t.contents} class="contents">
        <ul class="tags">
          {[...reference.groups.keys()].map((tag) => (
            <li key={tag}>
              <a href={`#tag-${tag}`} lang="en">
                {titleOfTag(tag)}
              </a>
            </li>
          ))}
          <li>
            <a href={pageOf(errorsPage)}>{t.errors}</a>
          </li>
        </ul>
      </nav>
      <OperationList groups={reference.groups} t={t} />
    </Layout>
  );
}

/** The box that finds operations: a plain form, so that it works without scripts. */
export function SearchBox({ t, question }: { t: ReferenceTexts; question?: string }): VNode {
  return (
    <form action={referencePath} method="get" aria-label={t.search}>
      <label for="q">{t.search}</label>
      <div class="look-up">
        <input
          id="q"
          name="q"
          type="text"
          required
          autocomplete="off"
          aria-describedby="q-hint"
          value={question}
        />
        <button type="submit">{t.find}</button>
      </div>
      <small id="q-hint">{t.searchHint}</small>
    </form>
  );
}
