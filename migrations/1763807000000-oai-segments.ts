import type { MigrationInterface, QueryRunner } from 'typeorm';

const itemsOfASegment = 50;

/** Segments of the feed. Those of what is there already are loose; the publisher fills them in time. */
export class OaiSegments1763807000000 implements MigrationInterface {
  name = 'OaiSegments1763807000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE oai_segments (
      last_seq integer NOT NULL,
      prefix text NOT NULL,
      first_seq integer NOT NULL,
      items integer NOT NULL,
      size integer NOT NULL,
      headers text,
      records text,
      CONSTRAINT pk_oai_segments PRIMARY KEY (last_seq)
    )`);
    if (runner.dataSource.options.type === 'postgres') {
      // Written once and read whole: to compress it costs more than it saves.
      await runner.query('ALTER TABLE oai_segments ALTER COLUMN headers SET STORAGE EXTERNAL');
      await runner.query('ALTER TABLE oai_segments ALTER COLUMN records SET STORAGE EXTERNAL');
    }
    await runner.query(
      'CREATE INDEX ix_oai_segments_prefix ON oai_segments (prefix, last_seq, first_seq, items, size)',
    );
    await runner.query(
      'CREATE INDEX ix_oai_segments_loose ON oai_segments (prefix, last_seq) WHERE records IS NULL',
    );
    await runner.query(`
      INSERT INTO oai_segments (last_seq, prefix, first_seq, items, size)
      SELECT max(seq), prefix, min(seq), count(*), sum(size)
      FROM (SELECT seq, prefix, size, (row_number() OVER (PARTITION BY prefix ORDER BY seq) - 1) / ${itemsOfASegment} AS part
        FROM oai_records) r
      GROUP BY prefix, part`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE oai_segments');
  }
}
