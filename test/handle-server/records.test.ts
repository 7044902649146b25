import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createRecord,
  deleteRecord,
  findRecord,
  type NewHandleValue,
  replaceOwnedValues,
} from '../../src/handle-server/records.js';
import { sql } from '../../src/platform/database/database.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const now = '2026-11-22T08:00:00.500Z';
const later = '2026-11-22T09:00:00.500Z';
const value = (index: number, type: string, data: string): NewHandleValue => ({
  index,
  type,
  data,
  format: 'string',
  ttlType: 0,
  ttl: 86_400,
  permissions: '1110',
  references: [],
});

describe('handle records', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.close());

  const create = (name: string, owner: string | null, ...values: NewHandleValue[]) =>
    test.database.write((tx) => createRecord(tx, name, owner, values, now));
  const find = (name: string) => test.database.read((reader) => findRecord(reader, name));

  it('keep letters, order and every field of a value', async () => {
    const full: NewHandleValue = {
      index: 7,
      type: '10320/loc',
      data: '<locations/>',
      format: 'string',
      ttlType: 1,
      ttl: 1_900_000_000,
      permissions: '1100',
      references: [{ handle: '0.NA/21.T1', index: 3 }],
    };
    await create('21.T1/MixedCase', null, full, value(2, 'EMAIL', 'a@b'));
    expect(await find('21.t1/MIXEDcase')).toEqual({
      name: '21.T1/MixedCase',
      ownerHandleId: null,
      version: 1,
      values: [
        { ...full, timestamp: '2026-11-22T08:00:00.000Z', owned: false },
        { ...value(2, 'EMAIL', 'a@b'), timestamp: '2026-11-22T08:00:00.000Z', owned: false },
      ],
    });
  });

  it('are never overwritten by a creation, in any letter case', async () => {
    expect(await create('21.T1/taken', null, value(1, 'URL', 'https://first.example'))).toBe(true);
    expect(await create('21.T1/TAKEN', 'h1', value(1, 'URL', 'https://second.example'))).toBe(false);
    expect((await find('21.T1/taken'))?.values[0]?.data).toBe('https://first.example');
  });

  it('tell letters beyond ASCII apart', async () => {
    await create('21.T1/\u212a', null);
    expect(await find('21.T1/k')).toBeUndefined();
  });

  it('may be empty', async () => {
    await create('21.T1/empty', null);
    expect((await find('21.T1/empty'))?.values).toEqual([]);
  });

  it('keep the values of others when the owner’s are replaced', async () => {
    await create('21.T1/owned', 'h1', value(1, 'URL', 'https://old.example'), value(900, 'WAYMARK', 'm1'));
    await test.database.write((tx) =>
      tx.execute(sql`
        INSERT INTO handle_values (name_folded, idx, type, type_folded, format, data, ttl_type, ttl, permissions,
          timestamp, refs, position, owned)
        VALUES ('21.t1/owned', 5, 'EMAIL', 'email', 'string', 'x@y', 0, 60, '1110', ${now}, '[]', 2, ${false})`),
    );
    const next = [value(1, 'URL', 'https://new.example'), value(900, 'WAYMARK', 'm2')];
    const replace = (owner: string) =>
      test.database.write((tx) => replaceOwnedValues(tx, '21.T1/Owned', owner, next, later));
    expect(await replace('h2')).toBe('foreign');
    expect(await replace('h1')).toBe('replaced');
    const record = await find('21.T1/owned');
    expect(record?.version).toBe(2);
    expect(record?.values.map(({ index, data, timestamp }) => [index, data, timestamp])).toEqual([
      [1, 'https://new.example', '2026-11-22T09:00:00.000Z'],
      [900, 'm2', '2026-11-22T09:00:00.000Z'],
      [5, 'x@y', now],
    ]);
  });

  it('are missing when nobody made them', async () => {
    expect(
      await test.database.write((tx) =>
        replaceOwnedValues(tx, '21.T1/none', 'h1', [value(1, 'URL', 'x')], now),
      ),
    ).toBe('missing');
  });

  it('go with their values', async () => {
    await create('21.T1/gone', null, value(1, 'URL', 'https://x.example'));
    expect(await test.database.write((tx) => deleteRecord(tx, '21.T1/gone'))).toBe(true);
    expect(await test.database.write((tx) => deleteRecord(tx, '21.T1/gone'))).toBe(false);
    expect(await create('21.T1/gone', null)).toBe(true);
    expect((await find('21.T1/gone'))?.values).toEqual([]);
  });
});
