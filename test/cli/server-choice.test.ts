import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { freePort, scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { runCommand, startServerProcess } from '../support/process.js';

// Each command is a process of its own, and a busy machine takes its time to start one.
jest.setTimeout(120_000);

let scratch: ScratchEnvironment;
let serverFile: string;
beforeEach(async () => {
  scratch = await scratchEnvironment();
  serverFile = path.join(scratch.settings['DATA_DIR'] ?? '', 'server.json');
});
afterEach(() => scratch.remove());

const listServices = () => runCommand(scratch.settings, 'service', 'list');

describe('a command starts the application itself', () => {
  it('when server.json is half-written', async () => {
    writeFileSync(serverFile, '{"url":"http://127.0.0.1:80');
    expect(await listServices()).toMatchObject({ code: 0, stdout: expect.stringContaining('Local') });
  });

  it('when nobody answers at the address of server.json, though its process id is in use', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    writeFileSync(serverFile, JSON.stringify({ url, pid: process.pid, token: 'stale' }));
    expect(await listServices()).toMatchObject({ code: 0, stdout: expect.stringContaining('Local') });
  });

  it('when another registry answers there by now', async () => {
    const other = await startTestApp();
    try {
      writeFileSync(serverFile, JSON.stringify({ url: other.url, pid: process.pid, token: 'stale' }));
      expect(await listServices()).toMatchObject({ code: 0, stdout: expect.stringContaining('Local') });
    } finally {
      await other.close();
    }
  });
});

it('a running server is used, and its server.json takes its place whole', async () => {
  const old = `${serverFile}.old`;
  writeFileSync(serverFile, 'what a killed server left');
  linkSync(serverFile, old);
  const server = await startServerProcess(scratch.settings);
  try {
    // Written in place, the old file would show the new token to whoever has it open.
    expect(readFileSync(old, 'utf8')).toBe('what a killed server left');
    expect(await listServices()).toMatchObject({ code: 0, stdout: expect.stringContaining('Local') });
  } finally {
    await server.stop();
  }
  expect(existsSync(serverFile)).toBe(false);
});

describe('WAYMARK_TOKEN counts without --url', () => {
  it.each([
    ['a wrong one is refused', 'WRONG', 1],
    ['the right one is taken', 'ADMIN_TOKEN', 0],
  ])('%s', async (_name, setting, code) => {
    const token = scratch.settings[setting] ?? 'no-token-of-this-registry';
    const ending = await runCommand({ ...scratch.settings, WAYMARK_TOKEN: token }, 'service', 'list');
    expect(ending.code).toBe(code);
    expect(ending.stderr).toMatch(code === 0 ? /^$/ : /^waymark: unauthorized/);
  });
});

it('says that a server cannot be reached, without a stack', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { code, stderr } = await runCommand({}, 'service', 'list', '--url', url, '--token', 'any');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^waymark: the server at http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*\n$/);
});
