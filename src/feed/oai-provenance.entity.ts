import { Entity, ForeignKey } from 'typeorm';
import { KeyColumn, TextColumn } from '../platform/database/columns.js';
import { Handle } from '../registry/handles/handle.entity.js';

/** Where the metadata of an item were harvested from. */
@Entity('oai_provenances')
export class OaiProvenance {
  @KeyColumn('pk_oai_provenances')
  @ForeignKey(() => Handle, { name: 'fk_oai_provenances_handle' })
  handleId!: string;

  /** `<about>` with the provenance container in it. */
  @TextColumn()
  about!: string;
}
