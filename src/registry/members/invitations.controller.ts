import { Body, Controller, HttpCode, Ip, Param, Post, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe, type Example } from '../../platform/describe.js';
import { Locations, restRoot } from '../../platform/location.js';
import type { MemberKind } from '../privileges/grant.entity.js';
import { Over, Requires, SignedIn } from '../privileges/policy.js';
import { tokenBody, type TokenBody } from '../tokens/tokens.schemas.js';
import { TokensService } from '../tokens/tokens.service.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { InvitationsService, invitationTo, invites } from './invitations.service.js';
import type { MembershipKind } from './kinds.js';
import { named } from './members.controller.js';

const token = 'wmk_0a1b2c3d4e5f60718293a4b5c6d7e8f9_…';
const joining: Example = {
  status: 201,
  body: { token },
  errors: ['badValueToken', 'relationAlreadyExists', 'conflict', 'tooManyRequests'],
};

/** Invite tokens to one kind of thing, for one sort of members. Source: oz-worker group_routes, space_routes. */
export function invitingController(of: MembershipKind, sort: MemberKind): Type {
  @ApiTags(of.plural)
  @Controller(`${restRoot}/${of.plural}/:id/${of[sort].path}`)
  class InvitingController {
    constructor(private readonly tokens: TokensService) {}

    @Post('token')
    @HttpCode(200)
    @Requires(invites(of, sort))
    @Describe(`Make a token that invites a ${sort} to a ${of.noun}`, { answer: { token } })
    invite(@Param('id') id: string, @CurrentActor() actor: Actor) {
      return this.tokens.invite(invitationTo(of, sort, id), actor);
    }
  }
  return named(InvitingController, `Inviting_${of.kind}_${sort}`);
}

/** Taking up invitations to one kind of thing, as user and as group. */
export function joiningController(of: MembershipKind): Type {
  const joins = Over('group', [{ privilege: of.heldAs.join ?? '' }], ['oz_groups_add_relationships']);

  @ApiTags(of.plural)
  @Controller(restRoot)
  class JoiningController {
    constructor(
      private readonly invitations: InvitationsService,
      private readonly locations: Locations,
    ) {}

    @Post(`user/${of.plural}/join`)
    @SignedIn()
    @Describe(`Join a ${of.noun} by an invite token`, joining)
    async join(
      @Body({ schema: tokenBody }) body: TokenBody,
      @CurrentActor() actor: Actor,
      @Ip() ip: string,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const id = await this.invitations.join(of, { kind: 'user', id: actor.userId }, body.token, ip, actor);
      this.locations.created(reply, `/user/${of.plural}/${id}`);
    }

    @Post(`groups/:id/${of.heldAs.plural}/join`)
    @joins
    @Describe(`Let a group join a ${of.noun} by an invite token`, joining)
    async joinAsGroup(
      @Param('id') groupId: string,
      @Body({ schema: tokenBody }) body: TokenBody,
      @CurrentActor() actor: Actor,
      @Ip() ip: string,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const id = await this.invitations.join(of, { kind: 'group', id: groupId }, body.token, ip, actor);
      this.locations.created(reply, `/groups/${groupId}/${of.heldAs.plural}/${id}`);
    }
  }
  return named(JoiningController, `Joining_${of.kind}`);
}
