import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, TextColumn } from '../platform/database/columns.js';

/** A prefix whose names live in the embedded handle server. */
@Entity('homed_prefixes')
export class HomedPrefix {
  /** The prefix with A–Z folded. */
  @KeyColumn('pk_homed_prefixes')
  prefixFolded!: string;

  @TextColumn()
  prefix!: string;

  @InstantColumn()
  createdAt!: string;
}
