import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../src/platform/database/database.js';
import { GroupedWrites } from '../../src/platform/database/grouped-writes.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

describe('grouped writes', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.close());

  const remember = (writes: GroupedWrites, name: string) =>
    writes.run((tx) => tx.execute(sql`INSERT INTO stored_facts (name, value) VALUES (${name}, 'x')`));
  const names = (prefix: string) =>
    test.database.read(async (reader) => {
      const like = `${prefix}%`;
      const rows = await reader.rows<{ name: string }>(
        sql`SELECT name FROM stored_facts WHERE name LIKE ${like} ORDER BY name`,
      );
      return rows.map(({ name }) => name);
    });

  it('share few commits', async () => {
    const writes = new GroupedWrites(test.database);
    const transaction = test.writer.transaction.bind(test.writer);
    let commits = 0;
    test.writer.transaction = (task: never) => {
      commits++;
      return transaction(task);
    };
    await Promise.all(Array.from({ length: 100 }, (_, place) => remember(writes, `many-${place}`)));
    test.writer.transaction = transaction;
    expect(await names('many-')).toHaveLength(100);
    expect(commits).toBeLessThanOrEqual(3);
  });

  it('fail alone', async () => {
    const writes = new GroupedWrites(test.database);
    await remember(writes, 'once-a');
    const results = await Promise.allSettled([
      remember(writes, 'once-b'),
      remember(writes, 'once-a'),
      remember(writes, 'once-c'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await names('once-')).toEqual(['once-a', 'once-b', 'once-c']);
  });
});
