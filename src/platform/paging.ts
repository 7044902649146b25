import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { raw, sql, type Sql } from './database/database.js';
import { RegistryError } from './errors.js';
import { faultOf } from './validation.js';

/** Most entries on one page, and of a whole list that is asked for without `limit`. */
export const pageLimit = 1000;
export const wholeListLimit = 10_000;

/** A stretch of a list that is sorted by id. */
export interface Page {
  /** Most entries wanted. */
  limit: number;
  /** Only entries whose id is greater. */
  after?: string;
  /** Everything was asked for at once, as Onezone lists. */
  whole: boolean;
}

const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(pageLimit).optional(),
  cursor: z.string().max(200).optional(),
});

/** The page that a request asks for by `limit` and `cursor`; neither: the whole list. */
export const AskedPage = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Page =>
    readPage(context.switchToHttp().getRequest<FastifyRequest>().query),
  [(target, key) => describeAsPaged(target, key)],
);

/** Says in the API description that a route answers in pages. */
function describeAsPaged(target: object, key: string | symbol | undefined): void {
  const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key !== undefined && method !== undefined) ApiExtension('x-paged', true)(target, key, method);
}

/** @throws RegistryError badValueInteger, badValueTooLow, badValueTooHigh, badData */
export function readPage(query: unknown): Page {
  const asked = pageQuery.safeParse(query);
  if (!asked.success) throw faultOf(asked.error, query);
  const { limit, cursor } = asked.data;
  if (limit === undefined && cursor === undefined) return { limit: wholeListLimit, whole: true };
  return {
    limit: limit ?? pageLimit,
    whole: false,
    ...(cursor !== undefined && { after: readCursor(cursor) }),
  };
}

/** SQL that keeps a query to a page, with one entry more so that the end shows. `column` is sorted and unique. */
export function withinPage(
  column: Sql,
  page: Page,
  keyword: 'WHERE' | 'AND' = 'WHERE',
  descending = false,
): Sql {
  const beyond =
    page.after === undefined
      ? sql``
      : sql`${raw(keyword)} ${column} ${raw(descending ? '<' : '>')} ${page.after}`;
  return sql`${beyond} ORDER BY ${column} ${raw(descending ? 'DESC' : 'ASC')} LIMIT ${page.limit + 1}`;
}

/**
 * The entries of a page out of what `withinPage` found; the address of the next page goes into `Link: rel="next"`.
 * @param idOf the sorted column of an entry
 * @throws RegistryError limitReached when a whole list is longer than its cap
 */
export function takePage<T>(
  reply: FastifyReply,
  page: Page,
  found: readonly T[],
  idOf: (entry: T) => string,
): T[] {
  const entries = found.slice(0, page.limit);
  const last = entries.at(-1);
  if (found.length <= page.limit || last === undefined) return entries;
  if (page.whole)
    throw new RegistryError('limitReached', { limit: page.limit, resourceDescription: 'entries of a list' });
  const next = new URL(reply.request.url, 'http://localhost');
  next.searchParams.set('limit', String(page.limit));
  next.searchParams.set('cursor', Buffer.from(idOf(last)).toString('base64url'));
  void reply.header('link', `<${next.pathname}${next.search}>; rel="next"`);
  return entries;
}

/** The same for a list of ids. */
export const takeIds = (reply: FastifyReply, page: Page, ids: readonly string[]): string[] =>
  takePage(reply, page, ids, (id) => id);

const cursorForm = /^[\w.:-]{1,128}$/;

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!cursorForm.test(id))
    throw new RegistryError('badData', { key: 'cursor', hint: 'use the address of Link: rel="next"' });
  return id;
}
