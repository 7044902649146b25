import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCommand, type Ending } from '../support/process.js';

// Each command is a process of its own, and a busy machine takes its time to start one.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-demo-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the demo', () => {
  let ending: Ending;
  beforeAll(async () => {
    const databaseUrl = path.join(folder, 'database-url');
    writeFileSync(databaseUrl, 'postgres://operator@127.0.0.1:1/registry\n');
    const settings = {
      PORT: '0',
      DATABASE_URL_FILE: databaseUrl,
      DATABASE_READ_URL: 'postgres://operator@127.0.0.1:1/replica',
      ADMIN_TOKEN_FILE: path.join(folder, 'no-such-file'),
      DATA_DIR: path.join(folder, 'operator'),
    };
    ending = await runCommand(settings, 'demo', '--once');
  });

  it("runs on a scratch registry, whatever the operator's own settings lead to", () => {
    expect(ending).toMatchObject({ code: 0, stderr: '' });
    expect(ending.stdout).toMatch(/published\s+12\n/);
  });

  it('harvests by resumption tokens', () => {
    expect(ending.stdout).toMatch(/harvested \(oai_dc\)\s+12 in 3 pages/);
  });
});

it('the demo says of a setting that it follows what is wrong', async () => {
  const { code, stderr } = await runCommand({ PORT: 'eighty' }, 'demo', '--once');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'waymark: The settings cannot be used:\n  PORT: must be a whole number\n',
  });
});
