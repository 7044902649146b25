import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Page } from '../../platform/paging.js';
import { resourcesOf, type Member, type Reach } from '../privileges/effective.queries.js';
import type { ResourceKind } from '../privileges/grant.entity.js';
import type { Actor } from '../users/principal.js';
import type { MembershipKind } from './kinds.js';
import { MembersService } from './members.service.js';

/** What users and groups belong to. */
@Injectable()
export class HoldingsService {
  constructor(
    private readonly database: Database,
    private readonly members: MembersService,
  ) {}

  /** Ids of the things of a kind that someone belongs to. */
  list(member: Member, kind: ResourceKind, reach: Reach, page: Page): Promise<string[]> {
    return this.database.read((reader) => resourcesOf(reader, member, kind, reach, page));
  }

  /** The thing as its members see it, with its ETag if it has one. @throws RegistryError notFound */
  get(of: MembershipKind, id: string) {
    return this.database.read((reader) => of.show(reader, id));
  }

  /** Ends a direct membership on the member's own wish. @throws RegistryError notFound, cannotRemoveLastAdministrator, cannotRemoveLastOwner */
  leave(of: MembershipKind, resourceId: string, member: Member, actor: Actor): Promise<void> {
    return this.members.remove({ of, resourceId, member }, actor);
  }
}
