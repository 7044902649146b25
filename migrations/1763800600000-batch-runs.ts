import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Batches run after their file has come in: how much there is to do, and which run does it. */
export class BatchRuns1763800600000 implements MigrationInterface {
  name = 'BatchRuns1763800600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE batches ADD COLUMN total_operations integer');
    await runner.query('ALTER TABLE batches ADD COLUMN run_token text');
    await runner.query(`UPDATE batches SET state = 'interrupted' WHERE state = 'broken'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE batches SET state = 'broken' WHERE state = 'interrupted'`);
    await runner.query('ALTER TABLE batches DROP COLUMN run_token');
    await runner.query('ALTER TABLE batches DROP COLUMN total_operations');
  }
}
