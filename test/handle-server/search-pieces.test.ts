import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findNames } from '../../src/handle-server/search/handle-search.js';
import { parsePattern } from '../../src/handle-server/search/pattern.js';
import { Database } from '../../src/platform/database/database.js';
import { hsAdmin, type HandleServerUnderTest, startHandleServer, url } from './handle-server-fixture.js';

/** As long as what the index holds of a value, and then the letters that tell two apart. */
const long = 'https://long.example/'.padEnd(128, 'x');
const values: Record<string, string[]> = {
  a1: ['https://one.example/1', 'https://one.example/2'],
  a2: ['https://same.example/'],
  a3: ['https://same.example/'],
  a4: ['https://same.example/', 'https://one.example/4'],
  a5: [`${long}-first`],
  a6: [`${long}-second`],
  B7: ['https://same.example/', 'https://same.example/'],
};

describe('a search cut into pieces', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
    for (const [suffix, addresses] of Object.entries(values)) {
      const body = [hsAdmin('21.T1'), ...addresses.map((address, place) => url(address, place + 1))];
      await server.call('PUT', `/api/handles/21.T1/${suffix}`, { body });
    }
  });
  afterAll(() => server.app.close());

  const find = (text: string, entries: number, window = { limit: 100, offset: 0 }) =>
    server.app.nest.get(Database).read((reader) => {
      const terms = [{ typeFolded: 'url', pattern: parsePattern(text) }];
      return findNames(reader, { terms, names: [], ...window }, { exact: entries, walk: entries });
    });

  it.each([
    ['*', ['a1', 'a5', 'a6', 'a2', 'a3', 'a4', 'B7']],
    ['https://same.example/', ['a2', 'a3', 'a4', 'B7']],
    ['https://same*', ['a2', 'a3', 'a4', 'B7']],
    ['*one*', ['a1', 'a4']],
    ['*second', ['a6']],
    [`${long}*`, ['a5', 'a6']],
    [`${long}-first`, ['a5']],
    ['*nowhere*', []],
  ])('finds each handle of %s once, however small the pieces', async (text, suffixes) => {
    const expected = suffixes.map((suffix) => `21.T1/${suffix}`);
    for (const entries of [1, 2, 3, 20_000])
      expect([...(await find(text, entries))].sort()).toEqual([...expected].sort());
  });

  it('has one order, so that pages join', async () => {
    const whole = await find('*', 20_000);
    for (const entries of [1, 3]) {
      const pages: string[] = [];
      for (let offset = 0; offset < whole.length; offset += 2)
        pages.push(...(await find('*', entries, { limit: 2, offset })));
      expect(pages).toEqual(whole);
    }
  });
});
