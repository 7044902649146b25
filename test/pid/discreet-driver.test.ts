import { describe, expect, it } from '@jest/globals';
import { discreet, withoutSecrets } from '../../src/pid/discreet-driver.js';
import { type PidDriver, PidDriverError } from '../../src/pid/driver.js';

const secret = 'canary "5e2f" 90b1';

describe('reasons without secrets', () => {
  it.each([
    ['as it is', `wrong password ${secret}!`, 'wrong password [redacted]!'],
    ['in a URL', `?p=${encodeURIComponent(secret)}&q`, '?p=[redacted]&q'],
    ['in JSON', JSON.stringify({ p: secret }), '{"p":"[redacted]"}'],
    ['as Basic', 'you sent Basic dXNlcjpjYW5hcnk= to us', 'you sent Basic [redacted] to us'],
    ['as Bearer', 'Bearer DC.abcdefgh-1234 is over', 'Bearer [redacted] is over'],
    ['cut off at the end', `too long: ${secret.slice(0, 12)}`, 'too long: [redacted]'],
    ['not at all', 'The DOI is taken.', 'The DOI is taken.'],
    ['shown by a word of the scheme alone', 'Basic authentication needed', 'Basic [redacted] needed'],
  ])('%s', (_, text, expected) => {
    expect(withoutSecrets(text, [secret])).toBe(expected);
  });

  it('leave the longer of two secrets no remainder, and short ones alone', () => {
    expect(withoutSecrets('password1234 abc', ['password', 'password1234', 'abc'])).toBe('[redacted] abc');
  });
});

describe('a discreet driver', () => {
  const refusal = new PidDriverError({ class: 'permanent', status: 400, reason: `no ${secret}` });
  const refuse = () => Promise.reject(refusal);
  const driver: PidDriver = {
    promises: { createOnly: true, inspect: true, recreate: true },
    check: refuse,
    register: refuse,
    update: refuse,
    unregister: refuse,
    inspect: refuse,
    list: refuse,
  };
  const signal = new AbortController().signal;

  it('keeps everything of a failure but the secret, whatever was called', async () => {
    const guarded = discreet(driver, [secret]);
    const target = {} as never;
    const calls = [
      guarded.check(signal),
      guarded.register(target, signal),
      guarded.update(target, signal),
      guarded.unregister(target, signal),
      guarded.inspect(target, signal),
      guarded.list?.(undefined, signal),
    ];
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        message: 'no [redacted]',
        failure: { class: 'permanent', status: 400, reason: 'no [redacted]' },
      });
    }
  });

  it('lists only where its driver does', () => {
    const silent: PidDriver = { ...driver };
    delete silent.list;
    expect([Object.keys(discreet(silent, [])), Object.keys(discreet(driver, []))]).toEqual([
      expect.not.arrayContaining(['list']),
      expect.arrayContaining(['list']),
    ]);
  });
});
