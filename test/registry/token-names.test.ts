import { expect, it } from '@jest/globals';
import { migrations } from '../../migrations/index.js';
import { openTestDatabase } from '../support/database.js';

it('the migration to names of their own renames all tokens of a name but the oldest', async () => {
  const { writer, close } = await openTestDatabase();
  const undone = migrations.length - migrations.findIndex(({ name }) => name.startsWith('TokenNames'));
  for (let n = 0; n < undone; n++) await writer.undoLastMigration({ transaction: 'each' });
  for (const user of ['admin', 'other'])
    await writer.query(`INSERT INTO users
      (id, full_name, basic_auth_enabled, blocked, temporary_generation, created_at)
      VALUES ('${user}', 'Someone', false, false, 1, '2026-01-01')`);
  await writer.query(`INSERT INTO stored_facts (name, value) VALUES ('first-administrator', 'admin')`);
  const add = (id: string, user: string, name: string, createdAt: string, expiresAt = 'NULL') =>
    writer.query(`INSERT INTO api_tokens
      (id, user_id, name, kind, secret_hash, created_at, expires_at, revoked, caveats, custom_metadata)
      VALUES ('${id}', '${user}', '${name}', 'access', '', '${createdAt}', ${expiresAt}, false, '[]', '{}')`);
  await add('t1', 'other', 'script', '2026-01-02');
  await add('t2', 'other', 'script', '2026-01-01', `'+010000-01-01T00:00:00.000Z'`);
  await add('t3', 'other', 'script', '2026-01-01');
  await add('t4', 'admin', 'script', '2026-01-01');
  await add('t5', 'admin', 'operator', '2026-01-01');
  await add('t6', 'other', 'operator', '2026-01-01');
  await add('t7', 'other', 'x'.repeat(128), '2026-01-01');
  await add('t8', 'other', 'x'.repeat(128), '2026-01-01');
  await writer.runMigrations({ transaction: 'each' });
  const rows = await writer.query<{ name: string; expires_at: string | null }[]>(
    'SELECT name, expires_at FROM api_tokens ORDER BY id',
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'script t1',
    'script',
    'script t3',
    'script',
    'operator t5',
    'operator',
    'x'.repeat(128),
    `${'x'.repeat(95)} t8`,
  ]);
  expect(rows[1]?.expires_at).toBe('9999-12-31T23:59:59.000Z');
  await close();
});
