import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);
let app: TestApp;
let folder: string;
beforeAll(async () => {
  app = await startTestApp();
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-readme-'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the curl walk of the README', () => {
  it('works as printed: publish, resolve, harvest, delete', async () => {
    const readme = readFileSync(path.resolve('README.md'), 'utf8');
    const walk = /```sh\n(API=[^]*?)```/.exec(readme)?.[1] ?? '';
    const environment = { ...process.env, TOKEN: app.adminToken, WAYMARK_URL: app.url };
    const { stdout } = await run('bash', ['-eu', '-c', walk], { cwd: folder, env: environment });
    const [registered, resolved] = stdout.split('\n');
    expect(JSON.parse(registered ?? '')).toMatchObject({ state: 'registered' });
    expect(resolved).toMatch(new RegExp(`^302 ${app.url}/share/[0-9a-f]{32}$`));
    expect(stdout).toContain('<dc:title>Snow depths</dc:title>');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('410');
  });
});
