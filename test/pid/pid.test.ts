import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  foldPid,
  isDoi,
  parsePid,
  pidAsPath,
  pidFromPath,
  printPid,
  publicHandleOf,
} from '../../src/pid/pid.js';

const prefix = fc.stringMatching(/^[0-9][0-9A-Za-z.]{0,12}$/);
const suffix = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));

describe('PIDs', () => {
  it('are printed as they were parsed', () => {
    fc.assert(
      fc.property(prefix, suffix, (before, after) => {
        const text = printPid({ prefix: before, suffix: after });
        expect(parsePid(text)).toEqual({ prefix: before, suffix: after });
      }),
    );
  });

  it('survive a URL path', () => {
    fc.assert(
      fc.property(prefix, suffix, (before, after) => {
        const pid = `${before}/${after}`;
        expect(pidFromPath(pidAsPath(pid))).toBe(pid);
      }),
    );
  });

  it.each([
    ['21.T1/a/b', { prefix: '21.T1', suffix: 'a/b' }],
    ['21.T1//b', { prefix: '21.T1', suffix: '/b' }],
    ['21.T1/é x', { prefix: '21.T1', suffix: 'é x' }],
    [`1/${'é'.repeat(949)}`, { prefix: '1', suffix: 'é'.repeat(949) }],
  ])('take %s apart at the first slash', (text, parts) => {
    expect(parsePid(text)).toEqual(parts);
  });

  it.each([
    '',
    'x',
    '/x',
    '21.T1/',
    '21 T1/x',
    '21.T1/a\u0000',
    '21.T1/a\u0085',
    '21.T1/\ud800',
    `1/${'x'.repeat(1899)}`,
    `1/${'é'.repeat(950)}`,
  ])('refuse %j', (text) => {
    expect(parsePid(text)).toBeUndefined();
  });

  it.each([
    ['21.T1/a%2Fb', '21.T1/a/b'],
    ['21.T1/a%252Fb', '21.T1/a%2Fb'],
    ['21.T1/a+b', '21.T1/a+b'],
    ['hdl:21.T1/x', '21.T1/x'],
    ['DOI:10.1/x', '10.1/x'],
    ['info:hdl/21.T1/x', '21.T1/x'],
    ['21.T1/%C5%BC', '21.T1/ż'],
  ])('read the path %s once', (path, pid) => {
    expect(pidFromPath(path)).toBe(pid);
  });

  it.each([
    '21.T1/%',
    '21.T1/%zz',
    '21.T1/%ff',
    '21.T1/%c0%af',
    '21.T1/%ed%a0%80',
    '21.T1/%00',
    'favicon.ico',
  ])('refuse the path %s', (path) => {
    expect(pidFromPath(path)).toBeUndefined();
  });

  it('fold A to Z and nothing else', () => {
    expect(foldPid('21.T1/Ab\u00c9\u0130\u017f\u212a')).toBe('21.t1/ab\u00c9\u0130\u017f\u212a');
    fc.assert(fc.property(suffix, (text) => foldPid(foldPid(text)) === foldPid(text)));
    fc.assert(fc.property(suffix, (text) => foldPid(text).length === text.length));
  });

  it('are shown as Onezone shows them', () => {
    expect(isDoi('10.5072/x')).toBe(true);
    expect(publicHandleOf('10.5072/x', 'http://hdl.handle.net/')).toBe('doi:10.5072/x');
    expect(publicHandleOf('21.T1/x', 'http://hdl.handle.net/')).toBe('http://hdl.handle.net/21.T1/x');
  });
});
