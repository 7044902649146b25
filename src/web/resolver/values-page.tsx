import type { VNode } from 'preact';
import { z } from 'zod';
import { pidAsPath } from '../../pid/pid.js';
import { Layout } from '../layout.js';
import { webLink } from '../page/links.js';
import type { PageContext } from '../page/page-context.js';
import type { PublicValue } from './resolution.js';

const adminData = z.object({ handle: z.string(), index: z.coerce.number(), permissions: z.string() });

interface ValuesPageProps {
  context: PageContext;
  name: string;
  values: readonly PublicValue[];
}

/** The public values of a handle record, for a name that leads nowhere by itself, or when they are asked for. */
export function ValuesPage({ context, name, values }: ValuesPageProps): VNode {
  const { t } = context;
  return (
    <Layout context={context} title={t.values.title(name)} noindex>
      <h1>{t.values.title(name)}</h1>
      {values.every(({ type }) => !/^url(\.|$)/i.test(type)) && <p>{t.values.noUrl}</p>}
      <div class="table-scroll" role="region" aria-label={t.values.caption} tabIndex={0}>
        <table class="values">
          <caption class="visually-hidden">{t.values.caption}</caption>
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
                <td>{readable(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <a href={`/api/handles/${pidAsPath(name)}`}>{t.values.asJson}</a>
      </p>
    </Layout>
  );
}

/** A link where the data is one, administrators as the handle resolvers print them, all else as it is. */
function readable({ type, format, data }: PublicValue): VNode | string {
  const link = format === 'string' && /^url(\.|$)/i.test(type) ? webLink(data) : undefined;
  if (link !== undefined)
    return (
      <a href={link} rel="nofollow noreferrer">
        {data}
      </a>
    );
  const admin = format === 'admin' ? adminData.safeParse(JSON.parse(data)).data : undefined;
  return admin === undefined
    ? data
    : `handle=${admin.handle}; index=${admin.index}; permissions=${admin.permissions}`;
}
