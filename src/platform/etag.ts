import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RegistryError } from './errors.js';

/** A strong entity tag over everything that a client may change of a thing. Source: RFC 9110, 8.8.3. */
export function etagOf(...parts: readonly (string | number | null)[]): string {
  return `"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}"`;
}

/** The `If-Match` header of a request, if it has one. */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'],
  [(target, key) => describeAsConditional(target, key)],
);

/**
 * Compares `If-Match` with the present tag; call it inside the write that makes the change.
 * @throws RegistryError preconditionFailed with the present ETag
 */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const wanted = ifMatch.split(',').map((tag) => tag.trim());
  if (!wanted.includes(etag)) throw new RegistryError('preconditionFailed', {}, { headers: { etag } });
}

function describeAsConditional(target: object, key: string | symbol | undefined): void {
  const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key !== undefined && method !== undefined) ApiExtension('x-conditional', true)(target, key, method);
}
