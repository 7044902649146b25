import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who harvests what, and where imported records come from. */
export class OaiHarvests1763800500000 implements MigrationInterface {
  name = 'OaiHarvests1763800500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE oai_harvests (
      id text NOT NULL,
      day text NOT NULL,
      address text NOT NULL,
      agent text NOT NULL,
      verb text NOT NULL,
      prefix text NOT NULL,
      set_spec text NOT NULL,
      requests bigint NOT NULL,
      records bigint NOT NULL,
      bytes bigint NOT NULL,
      errors bigint NOT NULL,
      last_seen text NOT NULL,
      CONSTRAINT pk_oai_harvests PRIMARY KEY (id)
    )`);
    await runner.query(`CREATE TABLE oai_provenances (
      handle_id text NOT NULL,
      about text NOT NULL,
      CONSTRAINT pk_oai_provenances PRIMARY KEY (handle_id),
      CONSTRAINT "fk_oai_provenances_handle" FOREIGN KEY ("handle_id") REFERENCES "handles" (id)
    )`);
    await runner.query('CREATE INDEX ix_oai_harvests_seen ON oai_harvests (last_seen, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE oai_provenances');
    await runner.query('DROP TABLE oai_harvests');
  }
}
