import { describe, expect, it } from '@jest/globals';
import { loggedPath } from '../../src/platform/logged-path.js';

describe('the path of a log line', () => {
  const token = `wmk_${'0a1b2c3d'.repeat(4)}_${'s'.repeat(43)}`;

  it.each([
    ['/user/client_tokens/x?token=x', '/user/client_tokens/[token]'],
    [`/user/client_tokens/${token}`, '/user/client_tokens/[token]'],
    [`/nowhere/${token}/x`, '/nowhere/[token]/x'],
    [`/nowhere/%77mk%5F${token.slice(4)}`, '/nowhere/[token]'],
    [`/nowhere/%zz${token}`, '/nowhere/[token]'],
    [`/user/client_tokens/${'0a'.repeat(16)}`, `/user/client_tokens/${'0a'.repeat(16)}`],
    ['/handles/1?limit=3', '/handles/1'],
    [`/${'x'.repeat(300)}`, `/${'x'.repeat(255)}`],
  ])('%s is %s', (url, path) => {
    expect(loggedPath(url)).toBe(path);
  });
});
