import { Entity, Index } from 'typeorm';
import { BigIntegerColumn, InstantColumn, KeyColumn, TextColumn } from '../platform/database/columns.js';

/** What one harvester asked for on one day: a line of the harvest log. */
@Entity('oai_harvests')
@Index('ix_oai_harvests_seen', ['lastSeen', 'id'])
export class OaiHarvest {
  /** Hash of what tells the lines apart. */
  @KeyColumn('pk_oai_harvests')
  id!: string;

  /** `YYYY-MM-DD`, UTC. */
  @TextColumn()
  day!: string;

  /** IP address of the harvester. */
  @TextColumn()
  address!: string;

  /** Its `User-Agent`; '' when it gave none. */
  @TextColumn()
  agent!: string;

  /** '' where the request named none. */
  @TextColumn()
  verb!: string;

  @TextColumn()
  prefix!: string;

  @TextColumn()
  setSpec!: string;

  @BigIntegerColumn()
  requests!: number;

  /** Records or headers sent. */
  @BigIntegerColumn()
  records!: number;

  /** Bytes of the replies as sent. */
  @BigIntegerColumn()
  bytes!: number;

  /** Replies that told of an error, noRecordsMatch aside. */
  @BigIntegerColumn()
  errors!: number;

  @InstantColumn()
  lastSeen!: string;
}
