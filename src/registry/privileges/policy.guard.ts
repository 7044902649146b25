import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { assertReadable } from '../../platform/http.js';
import { type FacePolicy, POLICY, type PublicPolicy } from '../../platform/policy.js';
import { Authentication } from '../users/authentication.js';
import { authorize } from './authorization.js';
import type { Policy } from './policy.js';

/** Asks the one policy function before every route; a route without a policy is refused. */
@Injectable()
export class PolicyGuard implements CanActivate {
  /** By route handler; no two controllers share one. */
  private readonly policies = new Map<unknown, Policy>();

  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly authentication: Authentication,
  ) {}

  /** At once where anyone may call: readers of public pages wait for no promise. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const policy = this.policyOf(context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (policy.kind === 'face') return readable(request);
    // No id of ours holds one, and PostgreSQL cannot even be asked about it.
    if (Object.values(request.params as Record<string, string>).some((value) => value.includes('\0')))
      throw new RegistryError('notFound');
    if (policy.kind === 'public') return readable(request);
    return this.admit(request, policy).then(() => readable(request));
  }

  /** @throws RegistryError forbidden for a route without a policy */
  private policyOf(context: ExecutionContext): Policy {
    const handler = context.getHandler();
    const known = this.policies.get(handler);
    if (known !== undefined) return known;
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [
      handler,
      context.getClass(),
    ]);
    if (policy === undefined) throw new RegistryError('forbidden');
    this.policies.set(handler, policy);
    return policy;
  }

  private async admit(
    request: FastifyRequest,
    policy: Exclude<Policy, FacePolicy | PublicPolicy>,
  ): Promise<void> {
    const principal = await this.authentication.principalOf(request);
    request.principal = principal;
    if (principal.kind === 'user') request.principalId = principal.userId;
    await this.database.read((reader) =>
      authorize(reader, principal, policy, {
        params: request.params as Record<string, string>,
        body: request.body,
      }),
    );
  }
}

/** True; a body that could not be read is told of only now, to who may send one. */
function readable(request: FastifyRequest): true {
  assertReadable(request);
  return true;
}
