import { Entity } from 'typeorm';
import { KeyColumn, TextColumn } from './database/columns.js';

/** A fact that must outlive restarts, such as the repository id of the first publication. */
@Entity('stored_facts')
export class StoredFact {
  @KeyColumn('pk_stored_facts')
  name!: string;

  @TextColumn()
  value!: string;
}

/** The row that the write gate's self-test writes and removes. */
@Entity('gate_probe')
export class GateProbe {
  @KeyColumn('pk_gate_probe')
  id!: string;
}
