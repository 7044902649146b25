import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';

/** The accessibility statement. */
export function AccessibilityPage({ context, contact }: { context: PageContext; contact: string }): VNode {
  const { t } = context;
  return (
    <Layout context={context} title={t.accessibility.title}>
      <h1>{t.accessibility.title}</h1>
      <p>{t.accessibility.aim(context.registryName)}</p>
      <p>{t.accessibility.limits}</p>
      <p>
        {t.accessibility.contact} <a href={`mailto:${contact}`}>{contact}</a>
      </p>
    </Layout>
  );
}
