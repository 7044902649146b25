import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { batchCommand } from '../../src/cli/batch/batch-command.js';

const id = 'a'.repeat(32);
const stand = { batchId: id, operations: 1, totalOperations: 1, successes: 1, lines: 3, reason: null };
const result = { ordinal: 1, line: 3, operation: 'delete', subject: '21.T1/a', responseCode: 1, message: '' };

describe('waymark batch --resume', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-resume-'));
  let asked = 0;
  // A server that still runs the batch whose client was killed, and is done a little later.
  const server = createServer((request, reply) => {
    const answer = (status: number, body: object) => reply.writeHead(status).end(JSON.stringify(body));
    request.resume().on('end', () => {
      if (request.method === 'POST') answer(409, { responseCode: 4, message: 'This batch is under way' });
      else if (request.url?.includes('/results') === true) answer(200, { results: [result], next: null });
      else answer(200, { ...stand, state: asked++ < 2 ? 'running' : 'finished' });
    });
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    writeFileSync(path.join(folder, 'run.hdl'), 'AUTHENTICATE SECKEY:300:21.T1/A\nx\nDELETE 21.T1/a\n');
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const run = (...options: string[]) => {
    const { port } = server.address() as AddressInfo;
    const program = new Command().option('--url <url>').option('--token <token>').addCommand(batchCommand());
    const files = [path.join(folder, 'run.hdl'), path.join(folder, 'run.log')];
    const words = ['--url', `http://127.0.0.1:${port}`, 'batch', ...files, ...options];
    return program.parseAsync(words, { from: 'user' });
  };

  it('follows a run that the server goes on with', async () => {
    await run('--resume', id);
    expect(readFileSync(path.join(folder, 'run.log'), 'utf8')).toMatch(
      /==>SUCCESS\[3\]: delete:21\.T1\/a\nSuccesses\/Total Entries: 1\/1\n/,
    );
  });

  it('is needed for that', async () => {
    await expect(run()).rejects.toThrow('This batch is under way');
  });
});
