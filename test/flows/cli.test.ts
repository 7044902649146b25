import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onPostgres, scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { dublinCore } from '../support/factories.js';
import { runCommand, startServerProcess, type Ending, type ServerProcess } from '../support/process.js';

// Real processes: a busy machine may take its time.
jest.setTimeout(120_000);

let files: string;
beforeAll(() => {
  files = mkdtempSync(path.join(tmpdir(), 'waymark-cli-'));
  writeFileSync(path.join(files, 'good.xml'), dublinCore('Snow depths'));
  writeFileSync(path.join(files, 'broken.xml'), '<metadata><dc:title>Snow');
  writeFileSync(path.join(files, 'other.xml'), '<html/>');
});
afterAll(() => rmSync(files, { recursive: true }));

let scratch: ScratchEnvironment;
let server: ServerProcess | undefined;
beforeEach(async () => {
  scratch = await scratchEnvironment();
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  await scratch.remove();
});

const waymark = (...args: string[]): Promise<Ending> => runCommand(scratch.settings, ...args);
const file = (name: string) => path.join(files, name);

/** What a command printed, which must have gone well. */
async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await waymark(...args);
  expect([args, code, stderr]).toEqual([args, 0, '']);
  return stdout.trim();
}

/** What the commands are for, step by step. */
async function walk(): Promise<void> {
  const userId = await printed('user', 'add', 'Jane Doe');
  expect(userId).toMatch(/^[0-9a-f]{32}$/);
  expect(JSON.parse(await printed('user', 'show', userId))).toMatchObject({ userId, fullName: 'Jane Doe' });
  const { token } = JSON.parse(await printed('token', 'create', 'laptop', '--user', userId)) as {
    token: string;
  };
  const [serviceId = ''] = (await printed('service', 'list')).split(/\s+/);
  const ours = ['publish', file('good.xml'), '--target-url', 'https://data.example.org/1'];
  const refused = await waymark('--token', token, ...ours);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/^waymark: .+\n$/)]);

  await printed('service', 'add-user', serviceId, userId);
  expect(JSON.parse(await printed('--token', token, ...ours))).toMatchObject({
    handleId: expect.stringMatching(/^[0-9a-f]{32}$/),
    publicHandle: expect.stringContaining('/21.T99999/'),
    state: 'registered',
  });
  const added = await printed('service', 'add', 'Second', '{"type":"Local","prefix":"21.T88888"}');
  const list = await printed('service', 'list');
  expect(list.split('\n')).toHaveLength(2);
  expect(list).toContain(`${added}  Local 21.T88888  Second`);
}

describe('commands', () => {
  it('speak to the server of the data folder', async () => {
    server = await startServerProcess(scratch.settings);
    await walk();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  it('do it in a process of their own when no server runs', async () => {
    const published = await printed(
      'publish',
      file('good.xml'),
      '--target-url',
      'https://data.example.org/1',
    );
    const { handleId, state } = JSON.parse(published) as { handleId: string; state: string };
    expect(state).toBe('registered');
    server = await startServerProcess(scratch.settings);
    const kept = await fetch(`${server.url}/api/v3/onezone/handles/${handleId}/public`);
    expect(kept.status).toBe(200);
  });

  it('find their way when a server died and left its address behind', async () => {
    server = await startServerProcess(scratch.settings);
    await server.kill();
    expect(await printed('service', 'list')).toContain('Local handles');
  });

  it('speak to a server elsewhere with --url and a token', async () => {
    server = await startServerProcess(scratch.settings);
    const elsewhere = await scratchEnvironment();
    const run = (...args: string[]) =>
      runCommand(elsewhere.settings, '--url', `${server?.url ?? ''}/`, ...args);
    const token = scratch.settings['ADMIN_TOKEN'] ?? '';
    expect(await run('--token', token, 'service', 'list')).toMatchObject({ code: 0, stderr: '' });
    expect(await run('service', 'list')).toMatchObject({
      code: 1,
      stderr: 'waymark: --url needs --token (or WAYMARK_TOKEN in the environment)\n',
    });
    expect((await run('--token', 'wrong', 'service', 'list')).stderr).toMatch(/^waymark: unauthorized: /);
    await server.kill();
    expect((await run('--token', token, 'service', 'list')).stderr).toMatch(
      /^waymark: the server at \S+ cannot be reached: .+\n$/,
    );
    await elsewhere.remove();
  });

  it('say in one line what was wrong', async () => {
    const target = ['--target-url', 'https://data.example.org/1'];
    const wrong: [string[], RegExp][] = [
      [['user', 'show', 'none'], /^waymark: notFound: .+\n$/],
      [['user', 'add', 'x'], /^waymark: badValueFullName: .+\n$/],
      [['service', 'add', 'Third', '{type}'], /^waymark: the properties: not a JSON object.+\n$/],
      [['publish', file('absent.xml'), ...target], /^waymark: ENOENT.+\n$/],
      [['publish', file('broken.xml'), ...target], /^waymark: badValueXML: .+\n$/],
      [['publish', file('good.xml')], /^error: required option '--target-url <url>' not specified/],
    ];
    server = await startServerProcess(scratch.settings);
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await waymark(...args);
      expect([args, code, stdout, stderr]).toEqual([args, 1, '', expect.stringMatching(message)]);
    }
  });
});

describe('migrate', () => {
  it('makes the database, tells the first token, and the second time has nothing to do', async () => {
    const { ADMIN_TOKEN: _given, ...settings } = scratch.settings;
    const first = await runCommand(settings, 'migrate');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /^First administrator's token \(shown once\): \S+\nthe database is up to date\n$/,
    );
    expect((await runCommand(settings, 'migrate')).stdout).toBe('the database is up to date\n');
  });

  (onPostgres ? it : it.skip)('runs beside a server (PostgreSQL)', async () => {
    server = await startServerProcess(scratch.settings);
    expect(await printed('migrate')).toBe('the database is up to date');
  });
});

describe('validate', () => {
  it('needs no server and no database', async () => {
    const nowhere = { DATA_DIR: '/dev/null/nowhere' };
    const good = await runCommand(nowhere, 'validate', file('good.xml'));
    expect(good).toMatchObject({ code: 0, stdout: `${file('good.xml')}: valid (oai_dc)\n`, stderr: '' });
    const mixed = await runCommand(nowhere, 'validate', '--json', file('good.xml'));
    expect(JSON.parse(mixed.stdout)).toMatchObject([{ schema: 'oai_dc', valid: true }]);
  });

  it.each(['broken.xml', 'other.xml', 'absent.xml'])('exits with 1 for %s', async (name) => {
    const { code, stdout, stderr } = await waymark('validate', file(name));
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).toContain(name);
    expect(stderr).not.toContain('    at ');
  });
});
