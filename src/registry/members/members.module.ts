import { Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.js';
import { UsersModule } from '../users/users.module.js';
import { groupHoldingsController, leavingController, ownHoldingsController } from './holdings.controller.js';
import { HoldingsService } from './holdings.service.js';
import { invitingController, joiningController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { membershipKinds } from './kinds.js';
import { membersController, membershipController } from './members.controller.js';
import { MembersService } from './members.service.js';

const reaches = ['direct', 'effective'] as const;
const byInvitation = membershipKinds.filter(({ heldAs }) => heldAs.join !== undefined);

/** Members of things and the things that users and groups belong to, for every kind of `kinds.ts`. */
@Module({
  imports: [TokensModule, UsersModule],
  controllers: [
    ...byInvitation.flatMap((of) => [
      invitingController(of, 'user'),
      invitingController(of, 'group'),
      joiningController(of),
    ]),
    ...membershipKinds.flatMap((of) => [
      ...reaches.flatMap((reach) => [
        membersController(of, 'user', reach),
        membersController(of, 'group', reach),
        ownHoldingsController(of, reach),
        groupHoldingsController(of, reach),
      ]),
      membershipController(of, 'user'),
      membershipController(of, 'group'),
      leavingController(of),
    ]),
  ],
  providers: [MembersService, HoldingsService, InvitationsService],
})
export class MembersModule {}
