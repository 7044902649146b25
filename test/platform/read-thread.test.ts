import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from '../../src/platform/database/database.js';
import { ReadThread } from '../../src/platform/database/read-thread.js';

let folder: string;
let thread: ReadThread;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-thread-'));
  const file = path.join(folder, 'waymark.sqlite');
  new BetterSqlite3(file).exec('CREATE TABLE t (n integer); INSERT INTO t VALUES (1), (2)').close();
  thread = new ReadThread(file);
});
afterEach(async () => {
  await thread.close();
  rmSync(folder, { recursive: true });
});

const counted = sql`SELECT count(*) AS n FROM t WHERE n > ${0} AND ${true}`;

describe('the reading thread', () => {
  it('answers in order, hands blobs over, and cannot write', async () => {
    const answers = await Promise.all([
      thread.first(counted),
      thread.first(sql`SELECT CAST('ä' AS BLOB) AS b`),
    ]);
    expect(answers).toEqual([{ n: 2 }, { b: new Uint8Array(Buffer.from('ä')) }]);
    await expect(thread.rows(sql`DELETE FROM t RETURNING n`)).rejects.toMatchObject({
      code: 'SQLITE_READONLY',
    });
    await expect(thread.rows(sql`SELECT nothing FROM t`)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expect(await thread.first(counted)).toEqual({ n: 2 });
  });

  it('is followed by another when it ends: what was asked of it may be asked again', async () => {
    const file = path.join(folder, 'waymark.sqlite');
    renameSync(file, `${file}.away`);
    for (const asked of await Promise.allSettled([thread.rows(counted), thread.first(counted)]))
      expect(asked).toMatchObject({
        status: 'rejected',
        reason: { id: 'serviceUnavailable', headers: { 'retry-after': '5' } },
      });
    renameSync(`${file}.away`, file);
    expect(await thread.first(counted)).toEqual({ n: 2 });
  });

  it('rejects what is under way when it is closed', async () => {
    const asked = thread.first(counted).catch((error: unknown) => error);
    await thread.close();
    expect(await asked).toMatchObject({ id: 'serviceUnavailable' });
  });
});
