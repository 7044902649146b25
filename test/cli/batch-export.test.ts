import { describe, expect, it } from '@jest/globals';
import { isSayable, lossesOf, unsayableRecord } from '../../src/cli/batch/unsayable.js';

const value = (index: number, type: string, more: { ttl?: string; references?: unknown[] } = {}) => ({
  index,
  type,
  ttl: 86_400,
  references: [],
  ...more,
});

describe('what a batch file cannot say', () => {
  it.each([
    ['21.T1/a', [value(1, 'URL')], undefined],
    ['21.T1/a ', [value(1, 'URL')], 'the name begins or ends with a blank, which is not read back'],
    ['21.T1/a', [], 'a record without values has no form'],
    ['21.T1/a', [value(1, 'MY TYPE')], 'a record without values has no form'],
  ])('of %j', (handle, values, expected) => {
    expect(unsayableRecord(handle, values)).toBe(expected);
  });

  it('of values', () => {
    const values = [
      value(1, 'URL'),
      value(2, 'MY TYPE'),
      value(3, 'T', { ttl: '2030-01-01T00:00:00Z' }),
      value(4, 'T', { references: [{}] }),
    ];
    expect(values.filter(isSayable).map(({ index }) => index)).toEqual([1, 3, 4]);
    expect(lossesOf(values)).toEqual([
      'value 2 is left out: its type has blanks',
      'value 3: its absolute TTL becomes a day',
      'value 4: its references are left out',
    ]);
  });
});
