import { Entity, ForeignKey, Index } from 'typeorm';
import { InstantColumn, KeyColumn, OptionalTextColumn, TextColumn } from '../../platform/database/columns.js';
import { Space } from '../spaces/space.entity.js';

/** A public view of a file or folder in a space. At most one live handle at a time (kept by an index of `handles`). */
@Entity('shares')
export class Share {
  @KeyColumn('pk_shares')
  id!: string;

  @Index('ix_shares_space')
  @TextColumn()
  @ForeignKey(() => Space, { name: 'fk_shares_space' })
  spaceId!: string;

  @TextColumn()
  name!: string;

  /** Markdown. */
  @TextColumn()
  description!: string;

  /** Where the data is: the one clear way from the landing page to the data. */
  @TextColumn()
  targetUrl!: string;

  /** JSON array of `ShareFile`. */
  @TextColumn()
  files!: string;

  /** Onezone's id of the shared root file. */
  @Index('ix_shares_root_file')
  @TextColumn()
  rootFileId!: string;

  /** `file` or `dir`. */
  @TextColumn()
  fileType!: string;

  @InstantColumn()
  createdAt!: string;

  /** Last change of name, description, target or files. */
  @InstantColumn()
  updatedAt!: string;

  @OptionalTextColumn()
  creatorId!: string | null;
}
