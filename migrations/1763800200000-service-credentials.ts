import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New credentials beside the ones in use, findings of the reconciler, and when a handle was last looked at outside. */
export class ServiceCredentials1763800200000 implements MigrationInterface {
  name = 'ServiceCredentials1763800200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE registration_findings');
    await runner.query('DROP INDEX ix_handles_verified');
    await runner.query('ALTER TABLE handles DROP COLUMN verified_at');
    await runner.query('ALTER TABLE handle_services DROP COLUMN next_credentials_problem');
    await runner.query('ALTER TABLE handle_services DROP COLUMN next_credentials');
  }
}

const statements = [
  `ALTER TABLE handle_services ADD COLUMN next_credentials text`,
  `ALTER TABLE handle_services ADD COLUMN next_credentials_problem text`,
  `ALTER TABLE handles ADD COLUMN verified_at text`,
  // The reconciler looks at confirmed handles, those longest unseen first.
  `CREATE INDEX ix_handles_verified ON handles (service_id, verified_at) WHERE state IN ('registered', 'tombstoned')`,
  `CREATE TABLE registration_findings (
    id text NOT NULL,
    service_id text NOT NULL,
    handle_id text,
    pid text NOT NULL,
    kind text NOT NULL,
    detail text NOT NULL,
    found_at text NOT NULL,
    settled_at text,
    CONSTRAINT pk_registration_findings PRIMARY KEY (id),
    CONSTRAINT fk_registration_findings_service FOREIGN KEY (service_id) REFERENCES handle_services (id)
  )`,
  `CREATE INDEX ix_registration_findings_open ON registration_findings (service_id, found_at, id) WHERE settled_at IS NULL`,
  `CREATE UNIQUE INDEX uq_registration_findings_open ON registration_findings (service_id, pid, kind) WHERE settled_at IS NULL`,
];
