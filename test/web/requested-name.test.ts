import { describe, expect, it } from '@jest/globals';
import { isResolverPath, requestedName } from '../../src/web/resolver/requested-name.js';

describe('requestedName', () => {
  it.each([
    ['/21.T99999/abc', '21.T99999/abc'],
    ['/10.5072/a/b/c', '10.5072/a/b/c'],
    ['/hdl/21.T99999/abc', '21.T99999/abc'],
    ['/hdl/0.NA/21.T99999', '0.NA/21.T99999'],
    ['/hdl:21.T99999/abc', '21.T99999/abc'],
    ['/hdl%3A21.T99999/abc', '21.T99999/abc'],
    ['/doi:10.5072/abc', '10.5072/abc'],
    ['/DOI:10.5072/abc', '10.5072/abc'],
    ['/info:hdl/21.T99999/abc', '21.T99999/abc'],
    ['/urn:hdl:21.T99999/abc', '21.T99999/abc'],
    ['/21.T99999/a%2Fb', '21.T99999/a/b'],
    ['/21.T99999/a%252Fb', '21.T99999/a%2Fb'],
    ['/21.T99999/a%3Fb%23c', '21.T99999/a?b#c'],
    ['/21.T99999/za%C5%BC%C3%B3%C5%82%C4%87', '21.T99999/zażółć'],
    ['/21.T99999/a+b;c', '21.T99999/a+b;c'],
    ['/21.T99999//x', '21.T99999//x'],
    ['/21.T99999/abc/', '21.T99999/abc/'],
  ])('reads %s', (path, name) => {
    expect(requestedName(path)?.name).toBe(name);
    expect(isResolverPath(path)).toBe(true);
  });

  it.each(['/', '/share/1', '/records', '/abc/def', '/hdlx/1/2', '/api/handles/21.T99999/abc'])(
    'leaves %s to others',
    (path) => {
      expect(requestedName(path)).toBeUndefined();
      expect(isResolverPath(path)).toBe(false);
    },
  );

  it.each([
    '/21.T99999',
    '/21.T99999/',
    '/21.T99999/%00',
    '/21.T99999/%ff',
    '/21.T99999/%',
    '/hdl/',
    '/2%0a/x',
  ])('finds no name in %s', (path) => {
    expect(requestedName(path)).toBeUndefined();
  });
});
