import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';

/** The form from which a prefix administrator gets a credentials file of pyhandle. Nothing typed is kept. */
export function CredentialsPage({ context, refused }: { context: PageContext; refused: boolean }): VNode {
  const t = context.t.credentials;
  return (
    <Layout context={context} title={t.title} noindex>
      <h1>{t.title}</h1>
      <p>{t.lead}</p>
      {refused && <p role="alert">{t.refused}</p>}
      <form method="post" action="/credentials">
        <label>
          {t.username}
          <input name="username" required pattern="\d+:.+/.+" placeholder="300:21.T1/ADMIN" />
        </label>
        <label>
          {t.password}
          <input name="password" type="password" required autocomplete="off" />
        </label>
        <label>
          {t.lookupUsername}
          <input name="lookupUsername" />
        </label>
        <label>
          {t.lookupPassword}
          <input name="lookupPassword" type="password" autocomplete="off" />
        </label>
        <button type="submit">{t.download}</button>
      </form>
    </Layout>
  );
}
