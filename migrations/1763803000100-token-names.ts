import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A user's tokens have different names, and those that ended can be found. Of tokens that share a name the oldest keeps
 * it; the operator's own tokens bear their id from now on.
 */
export class TokenNames1763803000100 implements MigrationInterface {
  name = 'TokenNames1763803000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE api_tokens SET name = 'operator ' || id
      WHERE name = 'operator' AND user_id IN (SELECT value FROM stored_facts WHERE name = 'first-administrator')`);
    await runner.query(`UPDATE api_tokens SET name = substr(name, 1, 95) || ' ' || id
      WHERE EXISTS (SELECT 1 FROM api_tokens o WHERE o.user_id = api_tokens.user_id AND o.name = api_tokens.name
        AND (o.created_at < api_tokens.created_at OR (o.created_at = api_tokens.created_at AND o.id < api_tokens.id)))`);
    // Years beyond 9999 sort before all others.
    await runner.query(
      `UPDATE api_tokens SET expires_at = '9999-12-31T23:59:59.000Z' WHERE expires_at LIKE '+%'`,
    );
    await runner.query(
      'CREATE UNIQUE INDEX uq_api_tokens_name ON api_tokens (user_id, name) WHERE name IS NOT NULL',
    );
    await runner.query('CREATE INDEX ix_api_tokens_ended ON api_tokens (expires_at) WHERE name IS NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_api_tokens_ended');
    await runner.query('DROP INDEX uq_api_tokens_name');
  }
}
