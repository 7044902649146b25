import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { findNames } from '../../src/handle-server/search/handle-search.js';
import { costOf } from '../../src/handle-server/search/search-pieces.js';
import { parsePattern } from '../../src/handle-server/search/pattern.js';
import type { HandleSearch, SearchRunner } from '../../src/handle-server/search/search-terms.js';

const search = (...texts: string[]): HandleSearch => ({
  terms: texts.map((text) => ({ typeFolded: 'url', pattern: parsePattern(text) })),
  names: [],
  limit: 10,
  offset: 0,
});

describe('a search', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['exact', search('https://a.example/', '*b*')],
    ['range', search('https://a*')],
    ['scan', search('*a*')],
  ])('costs: %s', (cost, what) => {
    expect(costOf(what)).toBe(cost);
  });

  it('gives up after five seconds, between two short statements', async () => {
    const statements: string[] = [];
    // Endless data without a hit; each statement takes 300 ms.
    const endless: SearchRunner = {
      dialect: 'sqlite',
      rows: <T>(statement: { sql: string }) => {
        statements.push(statement.sql);
        jest.advanceTimersByTime(300);
        const isEnd = statement.sql.includes('OFFSET');
        return Promise.resolve((isEnd ? [{ key: '', name: `n${statements.length}` }] : []) as T[]);
      },
    };
    await expect(findNames(endless, search('*nowhere*'))).rejects.toMatchObject({
      name: 'busy',
      status: 503,
    });
    // 5 s and what was under way then.
    expect(statements.length).toBeLessThanOrEqual(19);
    expect(statements.length).toBeGreaterThan(15);
  });
});
