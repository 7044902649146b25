import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config.js';
import { chooseLanguage, textsOf, type Language } from '../languages/language.js';
import type { Messages } from '../languages/en.js';

/** What every page knows about its reader and its registry. */
export interface PageContext {
  language: Language;
  t: Messages;
  registryName: string;
  /** Address of the registry, without a trailing slash. */
  publicUrl: string;
  /** Path and query of this page, as asked. */
  address: string;
  /** True when the reader chose the language in this very request, by `?lang=`. */
  languageWasChosen: boolean;
}

/** Reads the context of a page from its request. */
export function pageContext(request: FastifyRequest, config: Config): PageContext {
  const query = request.url.split('?', 2)[1] ?? '';
  const chosen = query.includes('lang=') ? (new URLSearchParams(query).get('lang') ?? undefined) : undefined;
  const language = chooseLanguage({
    query: chosen,
    cookie: request.headers.cookie,
    acceptLanguage: request.headers['accept-language'],
  });
  return {
    language,
    t: textsOf(language),
    registryName: config.REPOSITORY_NAME,
    publicUrl: config.PUBLIC_URL,
    address: request.url,
    languageWasChosen: chosen === language,
  };
}

/** This page in another language. */
export function inLanguage(context: PageContext, language: Language): string {
  const query = new URLSearchParams(context.address.split('?', 2)[1] ?? '');
  query.set('lang', language);
  return `?${query.toString()}`;
}
