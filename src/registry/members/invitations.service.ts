import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { requireAdminRightsOf } from '../privileges/administrators.js';
import { authorize } from '../privileges/authorization.js';
import type { Member } from '../privileges/effective.queries.js';
import type { MemberKind } from '../privileges/grant.entity.js';
import type { ResourcePolicy } from '../privileges/policy.js';
import { requireInvitation } from '../tokens/tokens.queries.js';
import type { Invitation } from '../tokens/tokens.schemas.js';
import { TokenCheck } from '../users/token-check.js';
import type { Actor } from '../users/principal.js';
import type { MembershipKind } from './kinds.js';
import { addMember } from './members.service.js';

const types = {
  user: { group: 'userJoinGroup', space: 'userJoinSpace' },
  group: { group: 'groupJoinGroup', space: 'groupJoinSpace' },
} as const;

/** Who may invite to a thing: asked when the invitation is made, and again when it is taken up. */
export const invites = (of: MembershipKind, sort: MemberKind): ResourcePolicy => ({
  kind: 'resource',
  subject: of.kind,
  param: 'id',
  own: [{ privilege: of[sort].invite ?? '' }],
  admin: [`oz_${of.plural}_add_relationships`],
});

/** The invitation of one sort of members to a thing. */
export function invitationTo(of: MembershipKind, sort: MemberKind, id: string): Invitation {
  return of.kind === 'space'
    ? { inviteType: types[sort].space, spaceId: id }
    : { inviteType: types[sort].group, groupId: id };
}

/** Takes up invitations. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokens: TokenCheck,
  ) {}

  /**
   * Makes someone a member by an invite token; answers the id of the thing.
   * @throws RegistryError badValueToken; forbidden when the inviter has lost the right; relationAlreadyExists
   */
  async join(of: MembershipKind, member: Member, text: string, ip: string, actor: Actor): Promise<string> {
    const shown = { ip, interface: 'rest', consumerId: actor.userId } as const;
    const token = await this.tokens.verify({ text, from: ip }, 'invite', () => shown);
    const invitation = requireInvitation(token, invitationTo(of, member.kind, '').inviteType);
    const id = 'groupId' in invitation ? invitation.groupId : invitation.spaceId;
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const inviter = { kind: 'user', userId: token.user_id } as const;
      await authorize(tx, inviter, invites(of, member.kind), { params: { id }, body: {} });
      if (of.kind === 'group') await requireAdminRightsOf(tx, inviter.userId, { kind: 'group', id });
      await addMember(tx, { of, resourceId: id, member }, of.privileges.member, actor, at);
    });
    return id;
  }
}
