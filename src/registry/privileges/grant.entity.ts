import { Entity, Index } from 'typeorm';
import { InstantColumn, KeyColumn, TextColumn } from '../../platform/database/columns.js';

/** What privileges can be granted on. `zone` (id `zone`) carries the `oz_*` admin privileges; a group's members are grants too. */
export type ResourceKind = 'zone' | 'space' | 'handle_service' | 'handle' | 'group';

/** Who privileges can be granted to. */
export type MemberKind = 'user' | 'group';

/** Membership of a user or group in one resource, with the privileges held there. */
@Entity('grants')
@Index('ix_grants_member', ['memberKind', 'memberId', 'resourceKind', 'resourceId'])
export class Grant {
  @KeyColumn('pk_grants')
  resourceKind!: ResourceKind;

  @KeyColumn('pk_grants')
  resourceId!: string;

  @KeyColumn('pk_grants')
  memberKind!: MemberKind;

  @KeyColumn('pk_grants')
  memberId!: string;

  /** JSON array of privilege names, sorted. */
  @TextColumn()
  privileges!: string;

  @InstantColumn()
  createdAt!: string;
}
