import { Entity, ForeignKey, Index } from 'typeorm';
import { KeyColumn } from '../platform/database/columns.js';
import { Handle } from '../registry/handles/handle.entity.js';

/** That an item is in a defined set, as of its last publication. */
@Entity('oai_set_members', { withoutRowid: true })
@Index('ix_oai_set_members_set', ['setSpec'])
export class OaiSetMember {
  @KeyColumn('pk_oai_set_members')
  @ForeignKey(() => Handle, { name: 'fk_oai_set_members_handle' })
  handleId!: string;

  @KeyColumn('pk_oai_set_members')
  setSpec!: string;
}
