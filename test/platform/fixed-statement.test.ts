import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { raw, sql, type Tx } from '../../src/platform/database/database.js';
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

  // SQLite looks at each statement's tables itself.
  (onPostgres ? it : it.skip)(
    'outlive a migration that changes their columns (PostgreSQL only)',
    async () => {
      const { database } = test;
      const alter = (type: string) =>
        database.write((tx) => tx.execute(sql`ALTER TABLE kept_ones ALTER COLUMN n TYPE ${raw(type)}`));
      await database.write((tx) => tx.execute(sql`CREATE TABLE kept_ones AS SELECT 7 AS n`));
      const one = fixedStatement((least: number) => sql`SELECT n FROM kept_ones WHERE n >= ${least}`);
      const read = () => database.read((reader) => reader.first(one(1)));
      const readInWrite = () => database.write((tx) => tx.first(one(1)));
      expect([await read(), await readInWrite()]).toEqual([{ n: 7 }, { n: 7 }]);
      await alter('double precision');
      expect(await Promise.all([read(), read(), read()])).toEqual([{ n: 7 }, { n: 7 }, { n: 7 }]);
      expect(await readInWrite()).toEqual({ n: 7 });
      await alter('smallint');
      // A transaction is lost, but not the next.
      await expect(readInWrite()).rejects.toMatchObject({ code: '0A000' });
      expect(await readInWrite()).toEqual({ n: 7 });
      expect(await read()).toEqual({ n: 7 });
    },
  );

  (onPostgres ? it : it.skip)('are refused once their transaction is over (PostgreSQL only)', async () => {
    const one = fixedStatement((name: string) => sql`SELECT value FROM stored_facts WHERE name = ${name}`);
    let late: Tx | undefined;
    await test.database.write(async (tx) => {
      late = tx;
      await tx.first(one('fixed-a'));
    });
    await expect(late?.first(one('fixed-a'))).rejects.toThrow('released');
  });

  it('speak both dialects', () => {
    const one = fixedStatement((value: string) => sql`SELECT ${value}`);
    expect(one('x')).toEqual({ isKept: true, sql: 'SELECT ?', text: 'SELECT $1', values: ['x'] });
    expect(one('y')).toEqual({ isKept: true, sql: 'SELECT ?', text: 'SELECT $1', values: ['y'] });
  });
});
