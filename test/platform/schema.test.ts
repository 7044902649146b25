import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { createApplication } from '../../src/application.js';
import { entities } from '../../src/entities.js';
import { openWriter, writerOptions } from '../../src/platform/database/data-source.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { onPostgres } from '../support/environment.js';

let test: TestDatabase;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.close());

const bookkeeping = ['migrations'];

/** Everything that the database knows about its tables, as sorted text. */
async function describeSchema(source: DataSource): Promise<string[]> {
  const statement = onPostgres
    ? `SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS x
         FROM information_schema.columns WHERE table_schema = 'public'
       UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
       UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace`
    : `SELECT type || ' ' || name || ' ' || replace(coalesce(sql, ''), '"', '') AS x FROM sqlite_master`;
  const rows = await source.query<{ x: string }[]>(statement);
  return rows.map(({ x }) => x).sort();
}

async function tableNames(source: DataSource): Promise<string[]> {
  const statement = onPostgres
    ? `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
    : `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`;
  const rows = await source.query<{ name: string }[]>(statement);
  return rows.map(({ name }) => name).sort();
}

describe('entities and migrations', () => {
  it('agree: TypeORM would change nothing', async () => {
    const { upQueries } = await test.writer.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('name the same tables', async () => {
    const ofEntities = test.writer.entityMetadatas.map(({ tableName }) => tableName);
    expect(await tableNames(test.writer)).toEqual([...ofEntities, ...bookkeeping].sort());
  });

  it('can be told apart when they differ', async () => {
    const column = onPostgres
      ? 'ADD COLUMN stray text NOT NULL'
      : "ADD COLUMN stray text NOT NULL DEFAULT ''";
    await test.writer.query(`ALTER TABLE spaces ${column}`);
    const { upQueries } = await test.writer.driver.createSchemaBuilder().log();
    expect(upQueries.length).toBeGreaterThan(0);
  });
});

describe('migrations', () => {
  it('all go down to nothing and up again to the same schema', async () => {
    const before = await describeSchema(test.writer);
    for (const _migration of migrations) await test.writer.undoLastMigration({ transaction: 'each' });
    expect(await tableNames(test.writer)).toEqual(bookkeeping);
    await test.writer.runMigrations({ transaction: 'each' });
    expect(await describeSchema(test.writer)).toEqual(before);
  });

  it('each goes down and up by itself', async () => {
    const schemas = [await describeSchema(test.writer)];
    for (const _migration of migrations) {
      await test.writer.undoLastMigration({ transaction: 'each' });
      schemas.unshift(await describeSchema(test.writer));
    }
    for (const [steps, schema] of schemas.entries()) {
      const partly = { entities, migrations: migrations.slice(0, steps) };
      const source = await openWriter(writerOptions(test.config, partly));
      const reached = await describeSchema(source);
      await source.destroy();
      expect(reached).toEqual(schema);
    }
  });

  it('run in the order of their names, which are unique', () => {
    const names = migrations.map((Migration) => new Migration().name);
    expect(names).toEqual(Array.from(new Set(names)).sort((a, b) => timeOf(a) - timeOf(b)));
  });

  it('leave nothing to do on the second start', async () => {
    const before = await describeSchema(test.writer);
    const again = await openWriter(writerOptions(test.config, { entities, migrations }));
    expect(await again.showMigrations()).toBe(false);
    expect(await describeSchema(again)).toEqual(before);
    await again.destroy();
  });
});

describe('a database of a newer Waymark', () => {
  it('is refused and left as it is', async () => {
    const row = "(9999999999999, 'FromTheFuture9999999999999')";
    await test.writer.query(`INSERT INTO migrations (timestamp, name) VALUES ${row}`);
    const before = await describeSchema(test.writer);
    await expect(createApplication(test.config)).rejects.toThrow(
      'The database was made by a newer Waymark (it has FromTheFuture9999999999999).',
    );
    expect(await describeSchema(test.writer)).toEqual(before);
  });
});

const timeOf = (name: string): number => Number(/\d{13}$/.exec(name)?.[0]);
