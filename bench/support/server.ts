import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApplication, type Application } from '../../src/application.js';
import { loadConfig, type Config } from '../../src/platform/config.js';
import { configureHttp, createHttpAdapter } from '../../src/platform/http.js';
import { createLogger } from '../../src/platform/logging.js';
import { keepFreedMemory, keepHeapSmall } from '../../src/platform/memory.js';

/** Where the two servers of a bench listen, and what the bench wants to know about the data. */
export interface BenchServers {
  application: number;
  baseline: number;
  facts: Record<string, unknown>;
}

/** The answer of the bare Fastify route that figures are compared with. */
export interface StaticAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Answers by the path at which the baseline gives them; a function makes its answer for each request. */
export type StaticAnswers = Record<string, StaticAnswer | (() => StaticAnswer)>;

/**
 * In the serving process: an application on scratch data and a bare Fastify route with the same request log, then one
 * line of JSON on standard output. BENCH_DATA_DIR names a folder that is kept, DATABASE_URL a PostgreSQL database.
 * @param answers what the baseline answers at `/static`, or a function to make its answers by path
 */
export async function serve(
  fill: (application: Application) => Promise<Record<string, unknown>>,
  answers: StaticAnswer | ((application: Application) => Promise<StaticAnswers>),
): Promise<void> {
  const kept = process.env['BENCH_DATA_DIR'];
  const folder = kept ?? mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
  const port = await freePort();
  const databaseUrl = process.env['DATABASE_URL'];
  const config = loadConfig({
    DATA_DIR: folder,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    PORT: String(port),
    ADMIN_TOKEN: 'bench-administrator-token',
    LOG_LEVEL: 'info',
  });
  keepFreedMemory();
  const application = await createApplication(config);
  const facts = await fill(application);
  await application.listen();
  keepHeapSmall();
  const fixed = typeof answers === 'function' ? await answers(application) : { '/static': answers };
  const servers: BenchServers = { application: port, baseline: await startBaseline(config, fixed), facts };
  process.stdout.write(`${JSON.stringify(servers)}\n`);
  process.once('SIGTERM', () => {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
}

/** In a serving process of its own: bare Fastify routes alone, as `serve` has them beside the application. */
export async function serveBare(answers: StaticAnswers): Promise<void> {
  const config = loadConfig({
    DATA_DIR: tmpdir(),
    ADMIN_TOKEN: 'bench-administrator-token',
    LOG_LEVEL: 'info',
  });
  keepFreedMemory();
  const baseline = await startBaseline(config, answers);
  const servers: BenchServers = { application: 0, baseline, facts: {} };
  process.stdout.write(`${JSON.stringify(servers)}\n`);
}

/** Starts the same script with `serve`, or what it takes; its log goes to a file that is thrown away with the process. */
export async function startServers(
  script: string,
  environment: Record<string, string> = {},
  scriptArguments: readonly string[] = ['serve'],
): Promise<BenchServers & { pid: number; stop: () => void; ended: Promise<void> }> {
  const log = openSync(path.join(tmpdir(), `waymark-bench-${process.pid}-${scriptArguments[0]}.log`), 'w');
  const child = spawn(process.execPath, [script, ...scriptArguments], {
    stdio: ['ignore', 'pipe', log],
    env: { ...process.env, ...environment },
  });
  // Where the bench fails, nobody comes to `stop`.
  const stop = () => void child.kill('SIGTERM');
  process.once('exit', stop);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', stop);
      resolve();
    });
  });
  const servers = await new Promise<BenchServers>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(JSON.parse(text) as BenchServers);
    });
    child.on('exit', (code) => {
      reject(new Error(`the server ended with ${code}; see the log in ${tmpdir()}`));
    });
  });
  return { ...servers, pid: child.pid ?? 0, stop, ended };
}

/** A plain Fastify route behind the same edge: the same limits, request ids and log lines as the application's. */
async function startBaseline(config: Config, answers: StaticAnswers): Promise<number> {
  const logger = createLogger(config.LOG_LEVEL);
  const server = createHttpAdapter(config, logger).getInstance();
  configureHttp(server, logger);
  for (const [route, answer] of Object.entries(answers)) {
    server.get(route, (_request, reply) => {
      const { status, headers, body } = typeof answer === 'function' ? answer() : answer;
      void reply.code(status).headers(headers).send(body);
    });
  }
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as AddressInfo).port;
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
