import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import { RecordList } from '../lists/record-list.js';
import type { PageContext } from '../page/page-context.js';
import type { PublicRecord } from '../record/record.js';

interface HomePageProps {
  context: PageContext;
  newest: readonly PublicRecord[];
  /** What was typed into the look-up box and holds no PID. */
  notFound: string | undefined;
}

/** The start page: what this registry is, the look-up box, the newest records, and the doors for machines. */
export function HomePage({ context, newest, notFound }: HomePageProps): VNode {
  const { t } = context;
  return (
    <Layout
      context={context}
      title={t.home}
      head={
        <>
          <link
            rel="api-catalog"
            type="application/linkset+json"
            href={`${context.publicUrl}/.well-known/api-catalog`}
          />
          <link rel="alternate" type="application/atom+xml" title={t.homePage.newest} href="/feed.atom" />
        </>
      }
    >
      <div class="hero">
        <h1>{context.registryName}</h1>
        <p>{t.homePage.lead}</p>
        <LookUp context={context} notFound={notFound} />
      </div>
      <div class="doors">
        <section aria-labelledby="newest">
          <h2 id="newest">{t.homePage.newest}</h2>
          {newest.length === 0 ? (
            <p>{t.homePage.empty}</p>
          ) : (
            <RecordList records={newest} context={context} />
          )}
          <p>
            <a href="/records">{t.homePage.all}</a>
          </p>
        </section>
        <ForMachines context={context} />
      </div>
    </Layout>
  );
}

function LookUp({ context: { t }, notFound }: { context: PageContext; notFound: string | undefined }) {
  return (
    <form action="/resolve" method="get" aria-label={t.homePage.lookUp}>
      <label for="pid">{t.homePage.lookUpLabel}</label>
      <div class="look-up">
        <input
          id="pid"
          name="pid"
          type="text"
          required
          autocomplete="off"
          spellcheck={false}
          value={notFound}
          aria-invalid={notFound === undefined ? undefined : 'true'}
          aria-describedby={notFound === undefined ? 'pid-hint' : 'pid-error pid-hint'}
        />
        <button type="submit">{t.homePage.go}</button>
      </div>
      {notFound !== undefined && (
        <p id="pid-error" role="alert">
          {t.homePage.notAnIdentifier}
        </p>
      )}
      <small id="pid-hint">{t.homePage.lookUpHint}</small>
    </form>
  );
}

function ForMachines({ context: { t } }: { context: PageContext }) {
  const doors: [string, string][] = [
    ['/oai', t.homePage.oaiExplorer],
    ['/oai_pmh?verb=Identify', t.homePage.oai],
    ['/api/docs', t.homePage.api],
    ['/catalog.ttl', t.homePage.catalogue],
    ['/feed.atom', t.homePage.atom],
    ['/sitemap.xml', t.homePage.sitemap],
    ['/.well-known/api-catalog', t.homePage.apiCatalog],
  ];
  return (
    <section aria-labelledby="machines">
      <h2 id="machines">{t.homePage.forMachines}</h2>
      <ul>
        {doors.map(([path, text]) => (
          <li key={path}>
            <a href={path}>{text}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
