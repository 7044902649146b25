import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sets that administrators define, and which items are in them. */
export class OaiSets1763800300000 implements MigrationInterface {
  name = 'OaiSets1763800300000';

  async up(runner: QueryRunner): Promise<void> {
    const clustered = runner.dataSource.options.type === 'better-sqlite3' ? ' WITHOUT ROWID' : '';
    await runner.query(`CREATE TABLE oai_sets (
      set_spec text NOT NULL,
      name text NOT NULL,
      description text NOT NULL,
      criteria text NOT NULL,
      created_at text NOT NULL,
      updated_at text NOT NULL,
      deleted_at text,
      swept_after text,
      CONSTRAINT pk_oai_sets PRIMARY KEY (set_spec)
    )`);
    await runner.query(`CREATE TABLE oai_set_members (
      handle_id text NOT NULL,
      set_spec text NOT NULL,
      CONSTRAINT pk_oai_set_members PRIMARY KEY (handle_id, set_spec),
      CONSTRAINT "fk_oai_set_members_handle" FOREIGN KEY ("handle_id") REFERENCES "handles" (id)
    )${clustered}`);
    await runner.query('CREATE INDEX ix_oai_set_members_set ON oai_set_members (set_spec)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE oai_set_members');
    await runner.query('DROP TABLE oai_sets');
  }
}
