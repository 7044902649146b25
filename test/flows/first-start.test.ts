import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { callerOf } from '../support/app.js';
import { onPostgres, scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { startProcess, startServerProcess, type ServerProcess } from '../support/process.js';

// Real processes: a busy machine may take its time.
jest.setTimeout(120_000);

let scratch: ScratchEnvironment;
let settings: Record<string, string>;
let server: ServerProcess | undefined;
beforeEach(async () => {
  scratch = await scratchEnvironment();
  const { ADMIN_TOKEN: _given, ...others } = scratch.settings;
  settings = others;
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  await scratch.remove();
});

const serve = async (overrides: Record<string, string> = {}) => {
  server = await startServerProcess({ ...settings, ...overrides });
  return server;
};
const inFolder = (name: string) => path.join(settings['DATA_DIR'] ?? '', name);
const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);
const tokenIn = (stdout: string) => /^First administrator's token \(shown once\): (\S+)$/m.exec(stdout)?.[1];

describe('a first start', () => {
  it('makes an administrator whose token is printed once, and a handle service to publish with', async () => {
    const first = await serve();
    const { stdout } = await first.stop();
    const token = tokenIn(stdout);
    expect(token).toMatch(/^wmk_\S{40,}$/);

    const again = await serve();
    const caller = callerOf(again.url, token ?? '');
    const { handle_services: services } = (await caller.call('GET', '/handle_services')).json as {
      handle_services: string[];
    };
    expect(services).toHaveLength(1);
    expect((await caller.call('GET', `/handle_services/${services[0] ?? ''}`)).json).toMatchObject({
      serviceProperties: { type: 'Local', prefix: '21.T99999' },
    });
    expect((await again.stop()).stdout).not.toMatch(/token/i);
  });

  it('takes the token that ADMIN_TOKEN gives, and does not print it', async () => {
    const token = 'given-by-the-operator-0001';
    const started = await serve({ ADMIN_TOKEN: token });
    const caller = callerOf(started.url, token);
    expect((await caller.call('GET', '/user')).status).toBe(200);
    const { stdout, stderr } = await started.stop();
    expect(`${stdout}${stderr}`).not.toContain(token);
  });

  it('keeps secrets to their owner', async () => {
    const started = await serve();
    expect(modeOf(inFolder('server.json'))).toBe('600');
    const announced = JSON.parse(readFileSync(inFolder('server.json'), 'utf8')) as {
      url: string;
      token: string;
    };
    expect(announced.url).toBe(started.url);
    expect((await callerOf(started.url, announced.token).call('GET', '/user')).status).toBe(200);
    const { stdout } = await started.stop();
    expect(existsSync(inFolder('server.json'))).toBe(false);
    for (const text of [tokenIn(stdout) ?? '?', announced.token]) {
      // The secret of `wmk_{id}_{secret}` may hold `_` itself.
      const secret = text.replace(/^wmk_[0-9a-f]{32}_/, '');
      expect(secret).toHaveLength(43);
      expect(readdirSync(settings['DATA_DIR'] ?? '').filter((name) => holds(name, secret))).toEqual([]);
    }
    if (existsSync(inFolder('keys.json'))) expect(modeOf(inFolder('keys.json'))).toBe('600');
  });

  it('tells every wrong setting and ends', async () => {
    const ending = await startProcess('main.js', { ...settings, PORT: 'x', LOG_LEVEL: 'loud' }).ended;
    expect([ending.code, ending.stdout]).toEqual([1, '']);
    expect(ending.stderr).toMatch(
      /^waymark: The settings cannot be used:\n {2}PORT: .*\n {2}LOG_LEVEL: .*\n$/,
    );
  });

  (onPostgres ? it.skip : it)('with a damaged database file says so and ends (SQLite)', async () => {
    mkdirSync(settings['DATA_DIR'] ?? '', { recursive: true });
    writeFileSync(inFolder('waymark.sqlite'), 'this is no database'.repeat(1000));
    const ending = await startProcess('main.js', settings).ended;
    expect([ending.code, ending.stderr]).toEqual([1, expect.stringContaining('file is not a database')]);
  });
});

const holds = (name: string, secret: string): boolean => {
  const file = inFolder(name);
  return statSync(file).isFile() && readFileSync(file).includes(secret);
};

describe('a server', () => {
  it('is ready soon after its process starts', async () => {
    await (await serve()).stop();
    const startedAt = performance.now();
    const started = await serve();
    while ((await fetch(`${started.url}/readyz`)).status !== 200) await delay(20);
    const readyMs = performance.now() - startedAt;
    process.stdout.write(
      `ready ${Math.round(readyMs)} ms after the process start (${onPostgres ? 'PostgreSQL' : 'SQLite'})\n`,
    );
    // The aim is 3 s; a busy machine must not fail the test.
    expect(readyMs).toBeLessThan(30_000);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends in order on %s', async (signal) => {
    const started = await serve();
    expect((await fetch(`${started.url}/readyz`)).status).toBe(200);
    started.child.kill(signal);
    expect(await started.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});
