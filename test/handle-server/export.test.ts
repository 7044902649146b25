import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../support/process.js';
import { hsAdmin, type HandleServerUnderTest, startHandleServer, url } from './handle-server-fixture.js';

describe('a prefix that moves to another server', () => {
  let source: HandleServerUnderTest;
  let target: HandleServerUnderTest;
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-export-'));
  const file = (name: string) => path.join(folder, name);
  beforeAll(async () => {
    [source, target] = [await startHandleServer(), await startHandleServer()];
  });
  afterAll(async () => {
    await Promise.all([source.app.close(), target.app.close()]);
    rmSync(folder, { recursive: true });
  });

  const waymark = ({ app }: HandleServerUnderTest, ...words: string[]) =>
    runCommand({}, '--url', app.url, '--token', app.adminToken, 'batch', ...words);
  /** All records of the prefix without their timestamps. */
  const records = async ({ app }: HandleServerUnderTest) =>
    (
      (await app.call('GET', '/prefixes/21.T1/records?limit=500')).json.records as {
        handle: string;
        values: { timestamp: string }[];
      }[]
    ).map(({ handle, values }) => ({
      handle,
      values: values.map((value) => ({ ...value, timestamp: undefined })),
    }));

  it('arrives with equal records, authentication lines included on request', async () => {
    const vlist = {
      format: 'vlist',
      value: [
        { handle: '21.T1/x', index: 300 },
        { handle: 'é/y', index: 0 },
      ],
    };
    const all: [string, unknown[]][] = [
      ['Mixed Case é', [hsAdmin('21.T1'), url('https://a.example/?q=a b&c=é#f')]],
      ['a/b//c', [{ index: 7, type: 'CHECKSUM', data: 'sha256:x', ttl: 5, permissions: '1100' }]],
      ['list', [{ index: 2, type: 'HS_VLIST', data: vlist }, url('https://l.example/')]],
      [
        'lines',
        [
          { index: 1, type: 'DESC', data: ' two\nlines ' },
          { index: 2, type: 'DESC', data: '' },
        ],
      ],
      ['bytes', [{ index: 1, type: 'BIN', data: { format: 'base64', value: 'AAEC/w==' } }]],
    ];
    for (const [name, values] of all) {
      const put = await source.call('PUT', `/api/handles/21.T1/${encodeURIComponent(name)}`, {
        body: values,
      });
      expect([name, put.status]).toEqual([name, 201]);
    }
    writeFileSync(file('password'), `${target.password}\n`);
    const exported = await waymark(
      source,
      'export',
      '21.T1',
      file('out.hdl'),
      '--authenticate',
      target.username,
      '--password-file',
      file('password'),
    );
    expect([exported.code, exported.stderr]).toEqual([0, '']);
    const text = readFileSync(file('out.hdl'), 'utf8');
    expect(text.startsWith(`AUTHENTICATE SECKEY:${target.username}\n${target.password}\n\nCREATE `)).toBe(
      true,
    );
    const run = await waymark(target, file('out.hdl'));
    // The administrator's handle is there already.
    expect(run.stdout.match(/^==>(FAILURE|INVALID).*/gm)).toEqual([
      expect.stringMatching(/^==>FAILURE\[\d+\]: create:21\.T1\/ADMIN: Error\(101\)/),
    ]);
    expect(run.code).toBe(1);
    expect(await records(target)).toEqual(await records(source));
    expect(await records(target)).toHaveLength(all.length + 1);
  }, 120_000);
});
