import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { raw, sql, type Sql } from './database/database.js';
import { RegistryError } from './errors.js';
import { faultOf, field } from './validation.js';

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
  limit: field.digits(1, pageLimit).optional(),
  cursor: z.string().max(2000).optional(),
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

/** The same for a list that is sorted by two columns, the second of them unique; its cursors are `pairCursor`s. */
export function withinPairPage(
  [first, second]: readonly [Sql, Sql],
  page: Page,
  keyword: 'WHERE' | 'AND' = 'WHERE',
  descending = false,
): Sql {
  const [from, than = ''] = page.after?.split(' ') ?? [];
  const direction = raw(descending ? 'DESC' : 'ASC');
  const beyond =
    from === undefined
      ? sql``
      : sql`${raw(keyword)} (${first}, ${second}) ${raw(descending ? '<' : '>')} (${from}, ${than})`;
  return sql`${beyond} ORDER BY ${first} ${direction}, ${second} ${direction} LIMIT ${page.limit + 1}`;
}

/** Where an entry stands in a list that is sorted by two columns. */
export const pairCursor = (first: string, second: string): string => `${first} ${second}`;

/** A page of what is at hand already, sorted by id, with one entry more so that the end shows. */
export function pageOf<T>(entries: readonly T[], page: Page, idOf: (entry: T) => string): T[] {
  const { after } = page;
  const beyond = after === undefined ? entries : entries.filter((entry) => idOf(entry) > after);
  return beyond.slice(0, page.limit + 1);
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
  linkNext(reply, page.limit, idOf(last));
  return entries;
}

/** Puts the address of the next page into `Link: rel="next"`. @param last the id of the last entry on this page */
export function linkNext(reply: FastifyReply, limit: number, last: string): void {
  const next = new URL(reply.request.url, 'http://localhost');
  next.searchParams.delete('after');
  next.searchParams.set('limit', String(limit));
  next.searchParams.set('cursor', Buffer.from(last).toString('base64url'));
  void reply.header('link', `<${next.pathname}${next.search}>; rel="next"`);
}

/** The same for a list of ids. */
export const takeIds = (reply: FastifyReply, page: Page, ids: readonly string[]): string[] =>
  takePage(reply, page, ids, (id) => id);

const cursorForm = /^[^\p{Cc}\ufffd]{1,1000}$/u;

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!cursorForm.test(id))
    throw new RegistryError('badData', { key: 'cursor', hint: 'use the address of Link: rel="next"' });
  return id;
}
