import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import type { PublicValue } from './resolution.js';

interface ValuesPageProps {
  context: PageContext;
  name: string;
  values: readonly PublicValue[];
}

/** The public values of a handle record, for a name that leads nowhere by itself. */
export function ValuesPage({ context, name, values }: ValuesPageProps): VNode {
  const { t } = context;
  return (
    <Layout context={context} title={t.values.title(name)} noindex>
      <h1>{t.values.title(name)}</h1>
      <p>{t.values.noUrl}</p>
      <div class="table-scroll" role="region" aria-label={t.values.caption} tabIndex={0}>
        <table>
          <caption>{t.values.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t.values.index}</th>
              <th scope="col">{t.values.type}</th>
              <th scope="col">{t.values.timestamp}</th>
              <th scope="col">{t.values.ttl}</th>
              <th scope="col">{t.values.data}</th>
            </tr>
          </thead>
          <tbody>
            {values.map((value) => (
              <tr key={value.index}>
                <td>{value.index}</td>
                <td>{value.type}</td>
                <td>{value.timestamp}</td>
                <td>{value.ttlSeconds}</td>
                <td>{value.data}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Layout>
  );
}
