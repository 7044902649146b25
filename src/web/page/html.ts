import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { languageCookie } from '../languages/language.js';
import { sendTagged } from '../machine/conditional.js';
import type { PageContext } from './page-context.js';

/** What pages may load: only what this registry serves; nothing inline, nothing framed. Pico's icons are data: images. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every HTML answer. */
export function htmlHeaders(context: PageContext): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-language': context.language,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(context.publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
}

/** The whole document as text. */
export function renderDocument(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

/** An HTML answer; `vary` and caching are the caller's where they differ from a page that varies by language alone. */
export interface HtmlAnswer {
  status: number;
  body: string | Buffer;
  headers?: Record<string, string>;
}

/** Sends a document. A language chosen by `?lang=` is kept in a cookie, and the answer then stays out of shared caches. */
export function sendHtml(
  reply: FastifyReply,
  context: PageContext,
  { status, body, headers = {} }: HtmlAnswer,
): void {
  void reply.code(status).headers(answerHeaders(context, headers));
  if (context.languageWasChosen) {
    const secure = context.publicUrl.startsWith('https:') ? '; Secure' : '';
    void reply.headers({
      'set-cookie': `${languageCookie}=${context.language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${secure}`,
      'cache-control': 'private, max-age=60',
    });
  }
  void reply.send(body);
}

/** Renders a page and sends it, with a strong tag of its bytes unless it tells of a fault. */
export function sendPage(
  reply: FastifyReply,
  context: PageContext,
  { page, ...answer }: Omit<HtmlAnswer, 'body'> & { page: VNode },
): void {
  sendDocument(reply, context, { ...answer, body: renderDocument(page) });
}

/** Sends a rendered page in the same way. */
export function sendDocument(reply: FastifyReply, context: PageContext, answer: HtmlAnswer): void {
  const { body } = answer;
  if (answer.status !== 200 || context.languageWasChosen) {
    sendHtml(reply, context, answer);
    return;
  }
  void reply.headers(answerHeaders(context, answer.headers));
  sendTagged(reply, body);
}

const answerHeaders = (context: PageContext, headers: HtmlAnswer['headers']) => ({
  ...htmlHeaders(context),
  vary: 'accept-language, cookie',
  ...headers,
});
