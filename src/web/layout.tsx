import type { ComponentChildren, VNode } from 'preact';
import { iconPath, script, stylesheet } from './assets/assets.js';
import { languages, textsOf } from './languages/language.js';
import { inLanguage, type PageContext } from './page/page-context.js';
import { undirected } from './record/names.js';

/** What a page puts around its own content. */
export interface LayoutProps {
  context: PageContext;
  /** Title of the page without the registry's name. */
  title: string;
  /** Elements for `<head>`: metadata, typed links. */
  head?: ComponentChildren;
  /** Keeps the page out of search engines. */
  noindex?: boolean;
  children: ComponentChildren;
}

/** The document around every page: head, skip link, navigation, main, footer. */
export function Layout({ context, title, head, noindex = false, children }: LayoutProps): VNode {
  const { t } = context;
  return (
    <html lang={context.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${undirected(title)} – ${context.registryName}`}</title>
        {noindex && <meta name="robots" content="noindex" />}
        <link rel="stylesheet" href={stylesheet.path} />
        <link rel="icon" type="image/svg+xml" href={iconPath} />
        <script type="module" src={script.path} />
        {head}
      </head>
      <body>
        <a class="skip-link" href="#content">
          {t.skipToContent}
        </a>
        <SiteHeader context={context} />
        <main id="content" class="container">
          {children}
        </main>
        <SiteFooter context={context} />
      </body>
    </html>
  );
}

function SiteHeader({ context }: { context: PageContext }) {
  const { t } = context;
  return (
    <header class="container site-header">
      <nav aria-label={t.mainNavigation}>
        <a href="/" class="site-name">
          {context.registryName}
        </a>
        <a href="/records">{t.allRecords}</a>
        <a href="/oai">{t.footer.harvest}</a>
      </nav>
      <nav aria-label={t.otherLanguage} class="languages">
        {languages.map((language) => (
          <a
            href={inLanguage(context, language)}
            lang={language}
            hreflang={language}
            aria-current={language === context.language ? 'true' : undefined}
          >
            {textsOf(language).languageName}
          </a>
        ))}
      </nav>
    </header>
  );
}

function SiteFooter({ context: { t, registryName } }: { context: PageContext }) {
  return (
    <footer class="container site-footer">
      <p>{t.footer.about(registryName)}</p>
      <nav aria-label={t.footer.machines}>
        <a href="/oai">{t.footer.harvest}</a>
        <a href="/api/docs">{t.footer.api}</a>
        <a href="/catalog.ttl">{t.footer.catalogue}</a>
        <a href="/feed.atom">{t.footer.newest}</a>
        <a href="/accessibility">{t.footer.accessibility}</a>
      </nav>
    </footer>
  );
}
