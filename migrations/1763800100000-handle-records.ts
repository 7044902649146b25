import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The records of the embedded handle server, and the index by which the registration room finds due work. */
export class HandleRecords1763800100000 implements MigrationInterface {
  name = 'HandleRecords1763800100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...records, ...dueByService]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [...dueByInstant, 'DROP TABLE handle_values', 'DROP TABLE handle_records']) {
      await runner.query(statement);
    }
  }
}

const records = [
  `CREATE TABLE handle_records (
    name_folded text NOT NULL,
    name text NOT NULL,
    prefix_folded text NOT NULL,
    owner_handle_id text,
    version integer NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    CONSTRAINT pk_handle_records PRIMARY KEY (name_folded)
  )`,
  `CREATE INDEX ix_handle_records_prefix ON handle_records (prefix_folded, name_folded)`,
  `CREATE TABLE handle_values (
    name_folded text NOT NULL,
    idx integer NOT NULL,
    type text NOT NULL,
    type_folded text NOT NULL,
    format text NOT NULL,
    data text NOT NULL,
    ttl_type integer NOT NULL,
    ttl bigint NOT NULL,
    permissions text NOT NULL,
    timestamp text NOT NULL,
    refs text NOT NULL,
    position integer NOT NULL,
    owned boolean NOT NULL,
    CONSTRAINT pk_handle_values PRIMARY KEY (name_folded, idx),
    CONSTRAINT "fk_handle_values_record" FOREIGN KEY ("name_folded") REFERENCES "handle_records" (name_folded) ON DELETE CASCADE
  )`,
];

// Work is claimed service by service, and only in these states; parked and burnt rows must not slow the search.
const dueByService = [
  `DROP INDEX ix_handles_due`,
  `CREATE INDEX ix_handles_due ON handles (service_id, next_attempt_at)
    WHERE desired_revision > applied_revision AND state IN ('pending', 'updating', 'deleting')`,
];

const dueByInstant = [
  `DROP INDEX ix_handles_due`,
  `CREATE INDEX ix_handles_due ON handles (next_attempt_at) WHERE desired_revision > applied_revision`,
];
