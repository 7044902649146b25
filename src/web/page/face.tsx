import { z } from 'zod';
import type { Config } from '../../platform/config.js';
import { type Face, restFace } from '../../platform/faces.js';
import type { RegistryError } from '../../platform/errors.js';
import type { Messages } from '../languages/en.js';
import { Layout } from '../layout.js';
import { isResolverPath } from '../resolver/requested-name.js';
import { htmlHeaders, renderDocument } from './html.js';
import { pageContext, type PageContext } from './page-context.js';
import { wantsJson } from './wants-json.js';

/** Paths whose clients are programs; everything else is read by people, as are the pages about the API. */
const machinePath =
  /^\/(?:api(?!\/docs(?:[/?]|$))|oai|oai_pmh|oembed|hrls|metrics|livez|readyz|\.well-known|assets)(?:[/?]|$)/;

/** Shows errors as pages on paths for people, unless the client asks for JSON alone; REST's shape elsewhere. */
export function htmlFace(config: Config): Face {
  return (error, request) => {
    if (machinePath.test(request.url) || wantsJson(request.headers.accept)) return restFace(error, request);
    const context = pageContext(request, config);
    return {
      status: error.status,
      contentType: 'text/html; charset=utf-8',
      headers: { ...htmlHeaders(context), vary: 'accept, accept-language, cookie' },
      body: renderDocument(<ErrorPage context={context} error={error} requestId={request.id} />),
    };
  };
}

function ErrorPage({
  context,
  error,
  requestId,
}: {
  context: PageContext;
  error: RegistryError;
  requestId: string;
}) {
  const { t } = context;
  const path = context.address.split('?')[0] ?? '/';
  if (error.id === 'notFound' && isResolverPath(path))
    return <UnknownIdentifier context={context} error={error} path={path} />;
  const notFound = error.id === 'notFound';
  return (
    <Layout context={context} title={notFound ? t.errors.notFoundTitle : t.errors.generalTitle} noindex>
      <h1>{notFound ? t.errors.notFoundTitle : t.errors.generalTitle}</h1>
      <Explanation error={error} t={t} />
      <AvailableForms context={context} error={error} />
      {error.status >= 500 && <p>{t.errors.reference(requestId)}</p>}
      <p>
        <a href="/">{t.errors.backHome}</a>
      </p>
    </Layout>
  );
}

/** What is wrong, in the reader's language where we have words for it. */
function Explanation({ error, t }: { error: RegistryError; t: Messages }) {
  const known: Readonly<Record<string, string>> = { ...t.errors.messages, notFound: t.errors.notFound };
  const message = Object.hasOwn(known, error.id) ? known[error.id] : undefined;
  return message === undefined ? <p lang="en">{error.message}</p> : <p>{message}</p>;
}

const availableForms = z.object({ available: z.array(z.object({ mediaType: z.string(), url: z.string() })) });

/** What a client that asked for something else can have. */
function AvailableForms({ context: { t }, error }: { context: PageContext; error: RegistryError }) {
  const forms = availableForms.safeParse(error.details);
  if (!forms.success) return null;
  return (
    <>
      <h2>{t.errors.available}</h2>
      <ul>
        {forms.data.available.map(({ mediaType, url }) => (
          <li key={url}>
            <a href={url}>{mediaType}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

function UnknownIdentifier({
  context,
  error,
  path,
}: {
  context: PageContext;
  error: RegistryError;
  path: string;
}) {
  const { t } = context;
  const asked = typeof error.details['name'] === 'string' ? error.details['name'] : path.slice(1);
  return (
    <Layout context={context} title={t.errors.unknownIdentifierTitle} noindex>
      <h1>{t.errors.unknownIdentifierTitle}</h1>
      <p>{t.errors.unknownIdentifier(asked)}</p>
      <h2>{t.errors.hints}</h2>
      <ul>
        {asked.endsWith('/') && (
          <li>
            <a href={path.replace(/\/+$/, '')}>{t.errors.hintSlash(asked)}</a>
          </li>
        )}
        <li>{t.errors.hintTyping}</li>
        <li>{t.errors.hintNew}</li>
      </ul>
      <p>
        <a href="/">{t.errors.backHome}</a>
      </p>
    </Layout>
  );
}
