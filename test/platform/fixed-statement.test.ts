import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../src/platform/database/database.js';
import { fixedStatement } from '../../src/platform/database/fixed-statement.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { onPostgres } from '../support/environment.js';

describe('fixed statements', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
    await test.database.write((tx) =>
      tx.execute(sql`INSERT INTO stored_facts (name, value) VALUES ('fixed-a', '1'), ('fixed-b', '2')`),
    );
  });
  afterAll(() => test.close());

  it('take new values each time, in any order and more than once', async () => {
    let built = 0;
    const either = fixedStatement((name: string, value: string) => {
      built++;
      return sql`SELECT name FROM stored_facts WHERE value = ${value} AND name LIKE ${'fixed-%'} OR name = ${name} AND name = ${name} ORDER BY name`;
    });
    const ask = (name: string, value: string) =>
      test.database.read(async (reader) =>
        (await reader.rows<{ name: string }>(either(name, value))).map(({ name: one }) => one),
      );
    expect(await ask('fixed-a', '2')).toEqual(['fixed-a', 'fixed-b']);
    expect(await ask('none', '2')).toEqual(['fixed-b']);
    expect(await ask('none', '1')).toEqual(['fixed-a']);
    expect(built).toBe(1);
  });

  // SQLite keeps all statements compiled.
  (onPostgres ? it : it.skip)('are planned once by each connection (PostgreSQL only)', async () => {
    const one = fixedStatement((name: string) => sql`SELECT value FROM stored_facts WHERE name = ${name}`);
    const { text } = one('');
    const known = await test.database.write(async (tx) => {
      expect(await tx.first(one('fixed-a'))).toEqual({ value: '1' });
      expect(await tx.first(one('fixed-b'))).toEqual({ value: '2' });
      return tx.rows(
        sql`SELECT generic_plans + custom_plans AS uses FROM pg_prepared_statements WHERE statement = ${text}`,
      );
    });
    expect(known).toEqual([{ uses: 2 }]);
  });

  it('speak both dialects', () => {
    const one = fixedStatement((value: string) => sql`SELECT ${value}`);
    expect(one('x')).toMatchObject({ sql: 'SELECT ?', text: 'SELECT $1', values: ['x'] });
    expect(one('y')).toMatchObject({ sql: 'SELECT ?', text: 'SELECT $1', values: ['y'] });
  });
});
