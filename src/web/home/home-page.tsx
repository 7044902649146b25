import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';

/** The start page: what this registry is and where to go from here. */
export function HomePage({ context }: { context: PageContext }): VNode {
  const { t } = context;
  return (
    <Layout context={context} title={t.home}>
      <h1>{context.registryName}</h1>
      <p>{t.homePage.lead}</p>
      <h2>{t.homePage.forMachines}</h2>
      <ul>
        <li>
          <a href="/oai_pmh?verb=Identify">{t.homePage.oai}</a>
        </li>
      </ul>
    </Layout>
  );
}
