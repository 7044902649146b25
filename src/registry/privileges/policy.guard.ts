import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { UnreadableBody } from '../../platform/http.js';
import { POLICY } from '../../platform/policy.js';
import { Authentication } from '../users/authentication.js';
import { authorize } from './authorization.js';
import type { Policy } from './policy.js';

/** Asks the one policy function before every route; a route without a policy is refused. */
@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly authentication: Authentication,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (policy === undefined) throw new RegistryError('forbidden');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    await this.admit(request, policy);
    if (request.body instanceof UnreadableBody) throw request.body.fault;
    return true;
  }

  private async admit(request: FastifyRequest, policy: Policy): Promise<void> {
    if (policy.kind === 'face') return;
    // No id of ours holds one, and PostgreSQL cannot even be asked about it.
    if (Object.values(request.params as Record<string, string>).some((value) => value.includes('\0')))
      throw new RegistryError('notFound');
    if (policy.kind === 'public') return;
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
