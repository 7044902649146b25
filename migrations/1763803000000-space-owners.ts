import type { MigrationInterface, QueryRunner } from 'typeorm';

const everything =
  '["space_add_group","space_add_user","space_delete","space_manage_shares","space_remove_group",' +
  '"space_remove_user","space_set_privileges","space_update","space_view","space_view_privileges"]';

/** Owners of spaces. Those who made a space and still hold everything there become its first owners. */
export class SpaceOwners1763803000000 implements MigrationInterface {
  name = 'SpaceOwners1763803000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE space_owners (
      space_id text NOT NULL,
      user_id text NOT NULL,
      created_at text NOT NULL,
      CONSTRAINT pk_space_owners PRIMARY KEY (space_id, user_id),
      CONSTRAINT "fk_space_owners_space" FOREIGN KEY ("space_id") REFERENCES "spaces" (id) ON DELETE CASCADE,
      CONSTRAINT "fk_space_owners_user" FOREIGN KEY ("user_id") REFERENCES "users" (id) ON DELETE CASCADE
    )`);
    await runner.query('CREATE INDEX ix_space_owners_user ON space_owners (user_id)');
    await runner.query(`INSERT INTO space_owners (space_id, user_id, created_at)
      SELECT s.id, g.member_id, s.created_at FROM spaces s
      JOIN grants g ON g.resource_kind = 'space' AND g.resource_id = s.id
        AND g.member_kind = 'user' AND g.member_id = s.creator_id
      JOIN users u ON u.id = g.member_id
      WHERE g.privileges = '${everything}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE space_owners');
  }
}
