import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { RegistryError } from '../../src/platform/errors.js';
import { field, fitsIn, isHttpUrl, requestBody, ValidationPipe } from '../../src/platform/validation.js';

const pipe = new ValidationPipe();

/** What the pipe says about a body: its error object's id and details, or undefined. */
function faultOf(schema: z.ZodType, body: unknown): object | undefined {
  try {
    pipe.transform(body, { type: 'body', schema } as never);
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return { id: error.id, ...error.details };
    throw error;
  }
}

const body = requestBody({
  required: { zone: field.filledText(), name: field.name() },
  optional: { alpha: z.int().min(1).max(9), beta: z.boolean() },
  atLeastOne: ['beta', 'alpha'],
});

describe("Onezone's order: required, optional, at least one; each by key", () => {
  it.each([
    [{}, { id: 'missingRequiredValue', key: 'name' }],
    [
      { alpha: 'x', zone: 1 },
      { id: 'missingRequiredValue', key: 'name' },
    ],
    [{ name: 'ok' }, { id: 'missingRequiredValue', key: 'zone' }],
    [
      { name: '!', zone: 1 },
      { id: 'badValueName', key: 'name' },
    ],
    [
      { name: 'ok', zone: 1, alpha: 'x' },
      { id: 'badValueString', key: 'zone' },
    ],
    [
      { name: 'ok', zone: 'z', alpha: 'x', beta: 1 },
      { id: 'badValueInteger', key: 'alpha' },
    ],
    [
      { name: 'ok', zone: 'z', beta: 1 },
      { id: 'badValueBoolean', key: 'beta' },
    ],
    [
      { name: 'ok', zone: 'z' },
      { id: 'missingAtLeastOneValue', keys: ['alpha', 'beta'] },
    ],
    [{ name: 'ok', zone: 'z', beta: true, unknown: 1 }, undefined],
  ])('%j', (given, fault) => {
    expect(faultOf(body, given)).toEqual(fault);
  });
});

describe('a body', () => {
  it('that is absent counts as an empty object', () => {
    expect(pipe.transform(undefined, { type: 'body', schema: requestBody({}) } as never)).toEqual({});
  });

  it.each([[[]], [7], [true], [null]])('must be an object: %j', (given) => {
    expect(faultOf(body, given)).toEqual({ id: 'malformedData' });
  });

  it('of another content type arrives unparsed and is refused as such', () => {
    expect(faultOf(body, 'verb=Identify')).toEqual({ id: 'unsupportedMediaType' });
    expect(faultOf(body, Buffer.from('<a/>'))).toEqual({ id: 'unsupportedMediaType' });
  });

  it('loses the fields that nobody asked for', () => {
    const schema = requestBody({ required: { name: field.name() } });
    expect(pipe.transform({ name: 'ok', state: 'registered' }, { type: 'body', schema } as never)).toEqual({
      name: 'ok',
    });
  });
});

describe('each fault has its id', () => {
  it.each([
    [field.text(), 'a\0b', { id: 'badData', hint: 'the NUL character is not allowed' }],
    [field.filledText(), '', { id: 'badValueEmpty' }],
    [field.freeText(3), 'abcd', { id: 'badValueTextTooLarge', limit: 3 }],
    [field.url(), 'ftp://example.org', { id: 'badValueUrl' }],
    [field.jsonObject(), {}, { id: 'badValueEmpty' }],
    [field.jsonObject(), 'x', { id: 'badValueJSON' }],
    [z.int().min(2), 1, { id: 'badValueTooLow', limit: 2 }],
    [z.int().max(2), 3, { id: 'badValueTooHigh', limit: 2 }],
    [z.enum(['Share']), 'File', { id: 'badValueNotAllowed', allowed: ['Share'] }],
    [z.enum(['Share']), 5, { id: 'badValueString' }],
    [z.array(z.string()), 'a', { id: 'badValueListOfStrings' }],
  ])('%#', (schema, value, fault) => {
    expect(faultOf(requestBody({ required: { field: schema } }), { field: value })).toEqual({
      key: 'field',
      ...fault,
    });
  });

  it('a list names what it may hold', () => {
    const schema = requestBody({ required: { grant: field.names(['view', 'edit']) } });
    expect(faultOf(schema, { grant: ['view', 'fly'] })).toMatchObject({
      id: 'badValueListNotAllowed',
      allowed: ['view', 'edit'],
    });
  });
});

describe('names', () => {
  it.each(['ab', '(x)', '_a b-c.d_', 'Zażółć 2', 'x'.repeat(128)])('%j is one', (name) => {
    expect(field.name().safeParse(name).success).toBe(true);
  });

  it.each(['', 'a', '-a', 'a.', ' a', 'a\nb', 'a/b', 'x'.repeat(129), 'a\0b'])('%j is none', (name) => {
    expect(field.name().safeParse(name).success).toBe(false);
  });
});

describe('limits count characters', () => {
  it('not UTF-16 units', () => {
    expect([fitsIn(2, '😀😀'), fitsIn(1, '😀😀')]).toEqual([true, false]);
  });

  it('as code points for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.nat(20),
        (text, limit) => fitsIn(limit, text) === Array.from(text).length <= limit,
      ),
    );
  });
});

describe('addresses', () => {
  it.each([
    ['https://example.org/ä?x#y', true],
    ['http://127.0.0.1:8080', true],
    ['javascript:alert(1)', false],
    ['//example.org', false],
    ['http://', false],
    ['', false],
  ])('%j: %j', (text, expected) => {
    expect(isHttpUrl(text)).toBe(expected);
  });
});
