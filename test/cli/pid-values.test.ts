import { describe, expect, it } from '@jest/globals';
import { changedValues } from '../../src/cli/pid/pid-values.js';

const value = (index: number, type: string, permissions?: string) => ({
  index,
  type,
  data: { format: 'string', value: 'old' },
  ttl: 60,
  ...(permissions !== undefined && { permissions }),
});

describe('waymark pid modify', () => {
  it('keeps lifetime and permissions, and changes the public value of a type before a hidden one', () => {
    const before = [value(2, 'NOTE', '1100'), value(3, 'NOTE'), value(4, 'SECRET', '1100')];
    expect(changedValues(before, [typed('note'), typed('SECRET'), typed('NEW')])).toEqual([
      { index: 3, type: 'NOTE', data: 'new', ttl: 60 },
      { index: 4, type: 'SECRET', data: 'new', ttl: 60, permissions: '1100' },
      { index: 5, type: 'NEW', data: 'new' },
    ]);
  });
});

const typed = (type: string) => ({ type, text: 'new' });
