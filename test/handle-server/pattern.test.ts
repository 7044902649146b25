import { describe, expect, it } from '@jest/globals';
import { isExact, parsePattern, toGlob, toLike } from '../../src/handle-server/search/pattern.js';

describe('a search pattern', () => {
  it.each([
    ['abc', ['abc']],
    ['abc*', ['abc', '']],
    ['*abc', ['', 'abc']],
    ['a**c', ['a', 'c']],
    ['**', ['', '']],
    ['', ['']],
  ])('%s is cut at its wildcards', (text, parts) => {
    expect(parsePattern(text)).toEqual(parts);
    expect(isExact(parsePattern(text))).toBe(!text.includes('*'));
  });

  it('takes an escaped wildcard literally', () => {
    expect(parsePattern('a~*b~~c*', '~')).toEqual(['a*b~c', '']);
    expect(parsePattern('a~*b')).toEqual(['a~', 'b']);
  });

  it('escapes what the databases would take for wildcards', () => {
    expect(toGlob(['50%_[x]?', ''])).toBe('50%_[[]x][?]*');
    expect(toLike(['50%_\\', ''])).toBe('50\\%\\_\\\\%');
  });
});
