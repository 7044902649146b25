import { Entity, ForeignKey } from 'typeorm';
import { IntegerColumn, KeyColumn, TextColumn } from '../../platform/database/columns.js';
import { Handle } from './handle.entity.js';

/** The payload of one revision in one metadataPrefix, rendered before the write that accepted the metadata. */
@Entity('disseminations')
export class Dissemination {
  @KeyColumn('pk_disseminations')
  @ForeignKey(() => Handle, { name: 'fk_disseminations_handle' })
  handleId!: string;

  @KeyColumn('pk_disseminations')
  prefix!: string;

  /** Revision that the payload belongs to; only the newest is kept. */
  @IntegerColumn()
  revision!: number;

  /** XML of the `<metadata>` content: no declaration, own namespaces. */
  @TextColumn()
  payload!: string;
}
