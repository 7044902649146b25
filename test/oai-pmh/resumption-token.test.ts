import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readToken, writeToken, type ListPosition } from '../../src/oai-pmh/resumption-token.js';

const key = Buffer.alloc(32, 1);
const now = '2026-11-22T08:00:00Z';
const name = fc.stringMatching(/^[A-Za-z0-9_.!~*'()-]{1,40}$/);
const second = fc.constantFrom('2026-01-01T00:00:00Z', undefined);
const position: fc.Arbitrary<ListPosition> = fc.record({
  verb: fc.constantFrom('ListRecords', 'ListIdentifiers'),
  metadataPrefix: name,
  set: fc.option(name, { nil: undefined }),
  from: second,
  until: second,
  after: fc.maxSafeNat(),
  upTo: fc.maxSafeNat(),
  cursor: fc.maxSafeNat(),
  completeListSize: fc.maxSafeNat(),
  expires: fc.constantFrom('2026-11-24T08:00:00Z', now),
});

describe('a resumption token', () => {
  it('carries everything there and back, in characters that survive a URL unescaped', () => {
    fc.assert(
      fc.property(position, (given) => {
        const token = writeToken(given, key);
        expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(readToken(token, key, now)).toEqual(given);
      }),
    );
  });

  it('is refused when any bit of it is changed, when cut short or made longer', () => {
    fc.assert(
      fc.property(
        position,
        fc.nat(),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_'),
        (given, at, other) => {
          const token = writeToken(given, key);
          const index = at % token.length;
          const changed = token.slice(0, index) + other + token.slice(index + 1);
          if (changed !== token) expect(readToken(changed, key, now)).toBeUndefined();
          expect(readToken(token.slice(0, index), key, now)).toBeUndefined();
          expect(readToken(token + other, key, now)).toBeUndefined();
          expect(readToken(`${token}=`, key, now)).toBeUndefined();
        },
      ),
    );
  });

  it('is refused after its time, and under another key', () => {
    fc.assert(
      fc.property(position, (given) => {
        const token = writeToken(given, key);
        expect(readToken(token, key, '2026-11-24T08:00:01Z')).toBeUndefined();
        expect(readToken(token, Buffer.alloc(32, 2), now)).toBeUndefined();
      }),
    );
  });

  it('refuses any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readToken(text, key, now)).toBeUndefined();
      }),
    );
  });
});
