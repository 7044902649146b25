import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Put, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe } from '../../platform/describe.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import type { Reach } from '../privileges/effective.queries.js';
import type { MemberKind } from '../privileges/grant.entity.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { memberExamples } from './examples.js';
import { memberSorts, type MembershipKind } from './kinds.js';
import { memberPolicies } from './member-policies.js';
import {
  addMemberBody,
  changePrivilegesBody,
  type AddMember,
  type ChangePrivileges,
} from './members.schemas.js';
import { MembersService } from './members.service.js';

/**
 * The routes that read one sort of members (users or groups) of one kind of thing, direct or effective ones.
 * Source: Onezone contract 1.1 #12–27, 1.2 #10–24.
 */
export function membersController(of: MembershipKind, sort: MemberKind, reach: Reach): Type {
  const path = reach === 'direct' ? of[sort].path : `effective_${of[sort].path}`;
  const policy = memberPolicies(of, sort);
  const say = memberExamples(of, sort);

  @ApiTags(of.plural)
  @Controller(`${restRoot}/${of.plural}/:id/${path}`)
  class MembersController {
    constructor(private readonly members: MembersService) {}

    @Get()
    @policy.list
    @Describe(...say.list(reach))
    async list(
      @Param('id') id: string,
      @AskedPage() page: Page,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const ids = await this.members.list({ kind: of.kind, id }, sort, reach, page);
      return { [memberSorts[sort].plural]: takeIds(reply, page, ids) };
    }

    @Get(':memberId')
    @policy.get(reach)
    @Describe(...say.get(reach))
    get(@Param('memberId') id: string) {
      return this.members.get({ kind: sort, id });
    }

    @Get(':memberId/privileges')
    @policy.privileges(reach)
    @Describe(...say.privileges(reach))
    privileges(@Param('id') resourceId: string, @Param('memberId') id: string) {
      return this.members.privileges({ of, resourceId, member: { kind: sort, id } }, reach);
    }
  }
  return named(MembersController, `Members_${of.kind}_${sort}_${reach}`);
}

/** The routes that change one sort of members of one kind of thing, and tell where an effective one comes from. */
export function membershipController(of: MembershipKind, sort: MemberKind): Type {
  const path = of[sort].path;
  const policy = memberPolicies(of, sort);
  const say = memberExamples(of, sort);
  const membership = (resourceId: string, id: string) => ({ of, resourceId, member: { kind: sort, id } });
  const addBody = addMemberBody(of.privileges.admin);
  const changeBody = changePrivilegesBody(of.privileges.admin);

  @ApiTags(of.plural)
  @Controller(`${restRoot}/${of.plural}/:id`)
  class MembershipController {
    constructor(
      private readonly members: MembersService,
      private readonly locations: Locations,
    ) {}

    @Put(`${path}/:memberId`)
    @policy.add
    @Describe(...say.add)
    async add(
      @Param('id') id: string,
      @Param('memberId') memberId: string,
      @Body({ schema: addBody }) body: AddMember,
      @CurrentActor() actor: Actor,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      await this.members.add(membership(id, memberId), body.privileges, actor);
      this.locations.created(reply, `/${of.plural}/${id}/${path}/${memberId}`);
    }

    @Delete(`${path}/:memberId`)
    @HttpCode(204)
    @policy.remove
    @Describe(...say.remove)
    remove(@Param('id') id: string, @Param('memberId') memberId: string, @CurrentActor() actor: Actor) {
      return this.members.remove(membership(id, memberId), actor);
    }

    @Patch(`${path}/:memberId/privileges`)
    @HttpCode(204)
    @policy.change
    @Describe(...say.change)
    change(
      @Param('id') id: string,
      @Param('memberId') memberId: string,
      @Body({ schema: changeBody }) body: ChangePrivileges,
      @CurrentActor() actor: Actor,
    ) {
      return this.members.change(membership(id, memberId), body, actor);
    }

    @Get(`effective_${path}/:memberId/membership`)
    @policy.membership
    @Describe(...say.membership)
    intermediaries(@Param('id') id: string, @Param('memberId') memberId: string) {
      return this.members.intermediaries(membership(id, memberId));
    }
  }
  return named(MembershipController, `Membership_${of.kind}_${sort}`);
}

/** Gives a made controller a name of its own: logs and operation ids are built from it. */
export function named(controller: Type, name: string): Type {
  Object.defineProperty(controller, 'name', { value: name });
  return controller;
}
