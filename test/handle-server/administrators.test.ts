import { describe, expect, it } from '@jest/globals';
import { allRights } from '../../src/handle-server/admin-rights.js';
import { Administrators } from '../../src/handle-server/administrators.js';
import type { StoredHandleRecord, StoredHandleValue } from '../../src/handle-server/records.js';
import type { Reader } from '../../src/platform/database/database.js';

/** Knows nothing but what is remembered. */
const empty: Reader = {
  dialect: 'sqlite',
  rows: () => Promise.resolve([]),
  first: () => Promise.resolve(undefined),
  get entities(): never {
    throw new Error('no entities here');
  },
};
const value = (index: number, type: string, format: 'admin' | 'vlist', data: unknown): StoredHandleValue => ({
  index,
  type,
  format,
  data: JSON.stringify(data),
  ttlType: 0,
  ttl: 86_400,
  permissions: '1110',
  references: [],
  timestamp: '2026-01-01T00:00:00.000Z',
  owned: false,
});
const admin = (handle: string, index: number, permissions = allRights) =>
  value(100, 'HS_ADMIN', 'admin', { handle, index, permissions });
const list = (index: number, ...members: [number, string][]) =>
  value(
    index,
    'HS_VLIST',
    'vlist',
    members.map(([member, handle]) => ({ handle, index: member })),
  );
const record = (name: string, ...values: StoredHandleValue[]): StoredHandleRecord => ({
  name,
  ownerHandleId: null,
  version: 1,
  values,
});

describe('who administers a record', () => {
  const administrators = new Administrators(empty);
  const groups = [
    record('0.NA/21.T1', list(200, [300, '21.T1/Direct'], [201, '0.na/21.t1']), list(201, [0, '21.T1/any'])),
    record('21.T1/ring', list(1, [2, '21.T1/ring']), list(2, [1, '21.T1/ring'], [300, '21.T1/inside'])),
  ];
  for (const group of groups) administrators.remember(group.name, group);
  const may = (by: StoredHandleValue, index: number, handle: string) =>
    administrators.may(record('21.T1/x', by), { index, handle }, ['modify_value']);

  it.each([
    ['named itself, in any letter case', admin('21.T1/Me', 300), 300, '21.t1/ME', true],
    ['another index', admin('21.T1/Me', 300), 301, '21.T1/Me', false],
    ['index 0 of HS_ADMIN is any', admin('21.T1/Me', 0), 301, '21.T1/Me', true],
    ['in the list', admin('0.NA/21.T1', 200), 300, '21.T1/direct', true],
    ['in a list of the list, where index 0 is any', admin('0.NA/21.T1', 200), 77, '21.T1/any', true],
    ['in no list', admin('0.NA/21.T1', 200), 300, '21.T1/other', false],
    ['in a circle of lists', admin('21.T1/ring', 1), 300, '21.T1/inside', true],
    ['not in a circle of lists', admin('21.T1/ring', 1), 300, '21.T1/outside', false],
    ['a list that is none', admin('21.T1/nothing', 1), 300, '21.T1/Me', false],
    ['without the right', admin('21.T1/Me', 300, '111111101111'), 300, '21.T1/Me', false],
    ['an HS_ADMIN that is a list', list(100, [300, '21.T1/Me']), 300, '21.T1/Me', false],
  ])('%s', async (_what, by, index, handle, expected) => {
    expect(await may(by, index, handle)).toBe(expected);
  });
});
