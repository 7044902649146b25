import { describe, expect, it } from '@jest/globals';
import { BatchParser } from '../../src/handle-server/batch/batch-parser.js';
import type { BatchOperation } from '../../src/handle-server/batch/batch-operation.js';

function parse(text: string): BatchOperation[] {
  const parser = new BatchParser();
  return [...text.split('\n').flatMap((line) => parser.push(line)), ...parser.end()];
}
const outline = (text: string) =>
  parse(text).map(({ line, what, subject, action }) => [
    line,
    what,
    subject,
    action.kind === 'invalid' ? action.reason : action.kind,
  ]);

describe('a batch file', () => {
  it('reads every operation, keywords in any case', () => {
    const text = [
      'authenticate SECKEY:300:21.T1/ADMIN',
      ' pass word ',
      '',
      'create 21.T1/a b',
      '100 HS_ADMIN 86400 1110 ADMIN 200:110011111110:0.NA/21.T1',
      '1 URL 86400 1110 UTF8   https://example.org/a b  ',
      '3 HS_VLIST 86400 1110 LIST 300:21.T1/x; 301:21.T1/y;',
      '',
      'MODIFY 21.T1/a b\r',
      '1 URL 5 1100 UTF8 x\r',
      '\r',
      'REMOVE 1,3:21.T1/a:b',
      'DELETE 21.T1/c',
      'HOME 10.0.0.1:2641:TCP',
      '0.NA/21.T1',
      '',
      'SESSIONSETUP',
      'USESESSION:1',
    ].join('\n');
    const operations = parse(text);
    expect(operations.map(({ action }) => action)).toEqual([
      { kind: 'authenticate', identity: { handle: '21.T1/ADMIN', index: 300 }, password: ' pass word ' },
      {
        kind: 'change',
        change: {
          kind: 'create',
          name: '21.T1/a b',
          values: [
            expect.objectContaining({
              index: 100,
              format: 'admin',
              data: '{"handle":"0.NA/21.T1","index":200,"permissions":"011111110011"}',
            }),
            expect.objectContaining({ index: 1, format: 'string', data: 'https://example.org/a b' }),
            expect.objectContaining({
              index: 3,
              format: 'vlist',
              data: '[{"handle":"21.T1/x","index":300},{"handle":"21.T1/y","index":301}]',
            }),
          ],
        },
      },
      {
        kind: 'change',
        change: {
          kind: 'modify',
          name: '21.T1/a b',
          values: [expect.objectContaining({ ttl: 5, permissions: '1100' })],
        },
      },
      { kind: 'change', change: { kind: 'remove', name: '21.T1/a:b', indexes: [1, 3] } },
      { kind: 'change', change: { kind: 'delete', name: '21.T1/c' } },
      { kind: 'home', prefix: '21.T1' },
    ]);
    expect(operations.map(({ line }) => line)).toEqual([1, 4, 9, 12, 13, 15]);
    expect(JSON.stringify(operations.map(({ digest }) => digest))).not.toContain('pass');
  });

  it('ends a block at the next operation, as pyhandle writes them', () => {
    const text =
      '\nCREATE 21.T1/a\n100 HS_ADMIN 86400 1110 ADMIN 200:111111111111:0.NA/21.T1\n\nADD 21.T1/a\n1 URL 86400 1110 UTF8 u\nMODIFY 21.T1/a\n1 URL 86400 1110 UTF8 v\nREMOVE 1:21.T1/a\nDELETE 21.T1/a';
    expect(outline(text).map(([, what]) => what)).toEqual([
      'create',
      'add values',
      'modify values',
      'remove values',
      'delete',
    ]);
  });

  it('minds the order of unequal bits in an ADMIN value', () => {
    const [operation] = parse('CREATE 21.T1/a\n1 HS_ADMIN 1 1110 ADMIN 200:000000010010:0.NA/21.T1');
    const values =
      operation?.action.kind === 'change' && operation.action.change.kind === 'create'
        ? operation.action.change.values
        : [];
    // modify_admin and read_value.
    expect(values[0]?.data).toContain('"permissions":"010010000000"');
  });

  it.each([
    ['hello', [[1, 'invalid', 'hello', 'error in command line']]],
    ['# only a comment', []],
    ['CREATE 21.T1/a\n\n', [[1, 'create', '21.T1/a', 'no handle values for 21.T1/a']]],
    [
      'ADD 21.T1/a\nx URL 1 1110 UTF8 u',
      [[1, 'add values', '21.T1/a', 'error in handle value index string (line 2)']],
    ],
    [
      'ADD 21.T1/a\n1 URL x 1110 UTF8 u',
      [[1, 'add values', '21.T1/a', 'error in handle value ttl string (line 2)']],
    ],
    [
      'ADD 21.T1/a\n1 URL 1 111 UTF8 u',
      [[1, 'add values', '21.T1/a', 'error in handle value permission string (line 2)']],
    ],
    [
      'ADD 21.T1/a\n1 A 1 1110 ADMIN 1:111:0.NA/1',
      [[1, 'add values', '21.T1/a', 'error in handle value admin permission string (line 2)']],
    ],
    ['REMOVE x:21.T1/a', [[1, 'remove values', '21.T1/a', 'error in indexes string']]],
    ['AUTHENTICATE SECKEY:x\npw', [[1, 'authenticate', 'SECKEY:x', 'error in authentication line(s)']]],
    [
      'AUTHENTICATE PUBKEY:300:21.T1/A\n/key|pass',
      [[1, 'authenticate', 'PUBKEY:300:21.T1/A', expect.stringContaining('stays on your machine')]],
    ],
  ])('%j is told, not thrown', (text, expected) => {
    expect(outline(text)).toEqual(expected);
  });
});
