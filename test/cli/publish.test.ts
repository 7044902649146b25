import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { runCommand } from '../support/process.js';

// Each command is a process of its own, and a busy machine takes its time to start one.
jest.setTimeout(120_000);

let app: TestApp;
let folder: string;
beforeAll(async () => {
  app = await startTestApp();
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-publish-'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

function waymark(...args: string[]) {
  return runCommand({}, ...args, '--url', app.url, '--token', app.adminToken);
}

function publish(name: string, content?: string | Buffer) {
  const file = path.join(folder, name);
  if (content !== undefined) writeFileSync(file, content);
  return waymark('publish', file, '--target-url', 'https://data.example.org/x');
}

async function leftBehind(): Promise<unknown[]> {
  const [spaces, shares] = await Promise.all([app.call('GET', '/spaces'), app.call('GET', '/shares')]);
  return [spaces.json.spaces, shares.json.shares];
}

describe('waymark publish', () => {
  it('leaves nothing behind when the file cannot be read', async () => {
    const { code, stderr } = await publish('missing.xml');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^waymark: ENOENT: no such file or directory.*missing\.xml'\n$/);
    expect(await leftBehind()).toEqual([[], []]);
  });

  it('leaves nothing behind when the metadata is refused', async () => {
    const { code, stderr } = await publish('refused.xml', '<metadata><dc:titel>x</dc:titel></metadata>');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^waymark: badValueXML: .*did you mean/);
    expect(await leftBehind()).toEqual([[], []]);
  });

  it('reads the encoding that the file declares', async () => {
    const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><metadata><dc:title>Köln</dc:title></metadata>';
    const { code, stdout } = await publish('latin1.xml', Buffer.from(xml, 'latin1'));
    expect(code).toBe(0);
    const { handleId } = JSON.parse(stdout) as { handleId: string };
    const handle = await app.call('GET', `/handles/${handleId}`);
    expect(handle.json.metadata).toContain('<dc:title>Köln</dc:title>');
  });
});

it.each([
  ['no JSON', 'the properties: not a JSON object'],
  ['["Local"]', 'the properties: not a JSON object'],
])(
  'waymark service add says what is wrong with properties %s, without a stack',
  async (properties, reason) => {
    const { code, stderr } = await waymark('service', 'add', 'Mine', properties);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^waymark: ${reason}.*\\n$`));
  },
);
