import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chosenPid, mintPid } from '../../src/pid/mint.js';
import { parseMark, printMark } from '../../src/pid/ownership.js';
import { parsePid } from '../../src/pid/pid.js';

const names = { 'space.name': 'Żółw & Söhne 2026', 'space.guid': 'abc123', 'user.name': 'Doe, Jane' };

describe('minting', () => {
  it('draws 80 bits in readable groups', () => {
    const pid = mintPid('21.T1', {}, names, () => Uint8Array.from({ length: 16 }, (_, place) => place * 31));
    expect(pid).toMatch(/^21\.T1\/[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
  });

  it('never draws the same name in 20,000', () => {
    const drawn = new Set(Array.from({ length: 20_000 }, () => mintPid('21.T1', {}, names)));
    expect(drawn.size).toBe(20_000);
  });

  it('uses every letter of a byte evenly', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte++) {
      const letter = mintPid('1', {}, names, () => new Uint8Array(16).fill(byte)).at(-1) ?? '';
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(new Array(32).fill(8));
  });

  it('puts the service’s template, prefix and suffix round it', () => {
    const rules = {
      suffixPrefix: 'pre.',
      suffixSuffix: '.end',
      identifierTemplate: '{{space.name}}/{{user.name}}',
    };
    expect(mintPid('10.5072', rules, names)).toMatch(
      /^10\.5072\/pre\.Zo-w-Sohne-2026\/Doe-Jane-[0-9a-z-]{19}\.end$/,
    );
  });

  it('fills the same names into prefix and suffix, as Onezone’s examples have them', () => {
    const rules = { suffixPrefix: '{{space.name}}.', suffixSuffix: '-{{user.name}}' };
    expect(mintPid('11789', rules, names)).toMatch(/^11789\/Zo-w-Sohne-2026\.[0-9a-z-]{19}-Doe-Jane$/);
  });

  it('leaves no way out of the prefix, and no endless template', () => {
    const rules = {
      suffixPrefix: '../a/./',
      suffixSuffix: '/..',
      identifierTemplate: `../../${'long'.repeat(250)}`,
    };
    const pid = mintPid('21.T1', rules, names);
    expect(new URL(`https://hdl.example/api/handles/${pid}`).pathname).toBe(`/api/handles/${pid}`);
    expect(pid.length).toBeLessThan(300);
  });

  it('expands any name to a PID of safe letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const pid = mintPid(
          '10.1',
          { identifierTemplate: '{{space.name}}' },
          { ...names, 'space.name': name },
        );
        expect(pid).toMatch(/^10\.1\/[A-Za-z0-9._-]+$/);
        expect(parsePid(pid)).toBeDefined();
      }),
    );
  });
});

describe('a suffix that a publisher chose', () => {
  it.each(['data.2026-1', 'a/b', 'a..b/.c'])('%s is taken as it is', (suffix) => {
    expect(chosenPid('21.T1', suffix)).toBe(`21.T1/${suffix}`);
  });

  it.each(['', '/a', '../x', 'a/../../10.9/theirs', 'a/./b', 'a/..', 'a b', 'a%2e%2e', 'a'.repeat(201)])(
    '%j is refused: no request may reach another name',
    (suffix) => {
      expect(chosenPid('21.T1', suffix)).toBeUndefined();
    },
  );
});

describe('the ownership mark', () => {
  it('is read as it was printed', () => {
    const mark = { registryId: 'data.example.org', handleId: 'ab12', revision: 7 };
    expect(parseMark(printMark(mark))).toEqual(mark);
  });

  it.each(['', 'waymark:', 'waymark:a:b', 'waymark:a:b:x', 'other:a:b:1', 'waymark:a:b:1:2'])(
    'is not %j',
    (text) => {
      expect(parseMark(text)).toBeUndefined();
    },
  );
});
