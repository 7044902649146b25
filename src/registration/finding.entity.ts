import { Entity, ForeignKey, Index } from 'typeorm';
import {
  InstantColumn,
  KeyColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/database/columns.js';
import { HandleService } from '../registry/handle-services/handle-service.entity.js';

/** drifted: outside differs from here; lost: gone outside; orphan: our mark outside without a row here. */
export type FindingKind = 'drifted' | 'lost' | 'orphan';

/** Something that the reconciler saw outside and a person may want to know. */
@Entity('registration_findings')
@Index('ix_registration_findings_open', ['serviceId', 'foundAt', 'id'], { where: 'settled_at IS NULL' })
@Index('uq_registration_findings_open', ['serviceId', 'pid', 'kind'], {
  unique: true,
  where: 'settled_at IS NULL',
})
export class RegistrationFinding {
  @KeyColumn('pk_registration_findings')
  id!: string;

  @TextColumn()
  @ForeignKey(() => HandleService, { name: 'fk_registration_findings_service' })
  serviceId!: string;

  /** Null for an orphan. */
  @OptionalTextColumn()
  handleId!: string | null;

  @TextColumn()
  pid!: string;

  @TextColumn()
  kind!: FindingKind;

  /** One line for people. */
  @TextColumn()
  detail!: string;

  @InstantColumn()
  foundAt!: string;

  /** Seen in order again; null = open. */
  @OptionalInstantColumn()
  settledAt!: string | null;
}
