import { Controller, Delete, Get, HttpCode, Param, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import type { Reach } from '../privileges/effective.queries.js';
import { Over, SignedIn, type Relation } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { errorsOfEnding } from './examples.js';
import { HoldingsService } from './holdings.service.js';
import type { MembershipKind } from './kinds.js';
import { named } from './members.controller.js';

const relation = (of: MembershipKind, reach: Reach, group?: string): Relation => ({
  kind: of.kind,
  resource: 'resourceId',
  reach,
  ...(group === undefined ? { memberKind: 'user' } : { memberKind: 'group', member: group }),
});
const how = (reach: Reach) => (reach === 'direct' ? 'directly' : 'directly or through groups');
const at = (plural: string, reach: Reach) => (reach === 'direct' ? plural : `effective_${plural}`);

function answered(reply: FastifyReply, { view, etag }: { view: object; etag?: string }): object {
  if (etag !== undefined) void reply.header('etag', etag);
  return view;
}

/** The things of one kind that the caller belongs to. Source: Onezone contract 1.3. */
export function ownHoldingsController(of: MembershipKind, reach: Reach): Type {
  @ApiTags('user')
  @Controller(`${restRoot}/user/${at(of.plural, reach)}`)
  class OwnHoldingsController {
    constructor(private readonly holdings: HoldingsService) {}

    @Get()
    @SignedIn()
    @Describe(`List the ${of.noun}s that the caller belongs to ${how(reach)}`, {
      answer: { [of.plural]: [of.exampleId] },
    })
    async list(
      @CurrentActor() { userId }: Actor,
      @AskedPage() page: Page,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const found = await this.holdings.list({ kind: 'user', id: userId }, of.kind, reach, page);
      return { [of.plural]: takeIds(reply, page, found) };
    }

    @Get(':resourceId')
    @SignedIn(relation(of, reach))
    @Describe(`Get a ${of.noun} that the caller belongs to ${how(reach)}`, { answer: of.example })
    async get(@Param('resourceId') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
      return answered(reply, await this.holdings.get(of, id));
    }
  }
  return named(OwnHoldingsController, `OwnHoldings_${of.kind}_${reach}`);
}

/** The things of one kind that a group belongs to. Source: Onezone contract 1.4. */
export function groupHoldingsController(of: MembershipKind, reach: Reach): Type {
  @ApiTags('groups')
  @Controller(`${restRoot}/groups/:id/${at(of.heldAs.plural, reach)}`)
  class GroupHoldingsController {
    constructor(private readonly holdings: HoldingsService) {}

    @Get()
    @Over('group', [{ privilege: 'group_view' }], ['oz_groups_list_relationships'])
    @Describe(`List the ${of.noun}s that a group belongs to ${how(reach)}`, {
      answer: { [of.plural]: [of.exampleId] },
    })
    async list(
      @Param('id') id: string,
      @AskedPage() page: Page,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const found = await this.holdings.list({ kind: 'group', id }, of.kind, reach, page);
      return { [of.plural]: takeIds(reply, page, found) };
    }

    @Get(':resourceId')
    @Over('group', [of.seenThroughGroup], [`oz_${of.plural}_view`], { related: relation(of, reach, 'id') })
    @Describe(`Get a ${of.noun} that a group belongs to ${how(reach)}`, { answer: of.example })
    async get(@Param('resourceId') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
      return answered(reply, await this.holdings.get(of, id));
    }
  }
  return named(GroupHoldingsController, `GroupHoldings_${of.kind}_${reach}`);
}

/** Leaving the things of one kind, as user and as group. */
export function leavingController(of: MembershipKind): Type {
  @ApiTags(of.plural)
  @Controller(restRoot)
  class LeavingController {
    constructor(private readonly holdings: HoldingsService) {}

    @Delete(`user/${of.plural}/:resourceId`)
    @HttpCode(204)
    @SignedIn(relation(of, 'direct'))
    @Describe(`Leave a ${of.noun}`, { status: 204, errors: errorsOfEnding(of, 'user') })
    leave(@Param('resourceId') resourceId: string, @CurrentActor() actor: Actor) {
      return this.holdings.leave(of, resourceId, { kind: 'user', id: actor.userId }, actor);
    }

    @Delete(`groups/:id/${of.heldAs.plural}/:resourceId`)
    @HttpCode(204)
    @Over(
      'group',
      [{ privilege: of.heldAs.leave }],
      ['oz_groups_remove_relationships', `oz_${of.plural}_remove_relationships`],
      { related: relation(of, 'direct', 'id') },
    )
    @Describe(`Let a group leave a ${of.noun}`, { status: 204, errors: errorsOfEnding(of, 'group') })
    leaveAsGroup(
      @Param('id') id: string,
      @Param('resourceId') resourceId: string,
      @CurrentActor() actor: Actor,
    ) {
      return this.holdings.leave(of, resourceId, { kind: 'group', id }, actor);
    }
  }
  return named(LeavingController, `Leaving_${of.kind}`);
}
