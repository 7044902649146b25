/**
 * What a harvest costs those who register: 50 registrations a second, each timed from its due moment, alone and beside a
 * harvester that never pauses, by turns. The harvester stands for another machine: a process of its own that runs only
 * while nobody else wants the processor. BENCH_ITEMS (default 20,000) sets the size of the feed that is harvested.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fillFeed } from './support/feed-data.js';
import { harvest } from './support/harvest.js';
import { serve, startServers } from './support/server.js';

const items = Number(process.env['BENCH_ITEMS'] ?? 20_000);
const perSecond = 50;
const turnSeconds = 8;
const turns = 5;
/** How much slower the middle registration may be beside a harvest. */
const mostSlowdown = 1.2;

async function measure(): Promise<void> {
  const servers = await startServers(fileURLToPath(import.meta.url));
  try {
    const api = new Registry(servers.application);
    await api.open();
    // Unmeasured: the code is compiled meanwhile.
    await registrations(api);
    report(await inTurns(api, servers.application));
  } finally {
    servers.stop();
    await servers.ended;
  }
}

interface Turns {
  /** Milliseconds of each registration. */
  alone: number[];
  beside: number[];
  /** Records harvested meanwhile. */
  harvested: number;
}

async function inTurns(api: Registry, port: number): Promise<Turns> {
  const seen: Turns = { alone: [], beside: [], harvested: 0 };
  for (let turn = 0; turn < turns; turn++) {
    seen.alone.push(...(await registrations(api)));
    const harvester = await startHarvester(port);
    seen.beside.push(...(await registrations(api)));
    seen.harvested += await harvester.stop();
  }
  return seen;
}

function report({ alone, beside, harvested }: Turns): void {
  console.table([described('alone', alone), described('beside a harvest', beside)]);
  const slowdown = at(beside, 0.5) / at(alone, 0.5);
  console.log(
    `${items} items, ${Math.round(harvested / turns / turnSeconds)} records/s harvested meanwhile; ` +
      `registrations take ${slowdown.toFixed(2)} of their time (at most ${mostSlowdown.toFixed(2)})`,
  );
  if (slowdown > mostSlowdown) process.exitCode = 1;
}

/** Harvests from a process of its own, and has begun to; `stop` answers the records taken. */
async function startHarvester(port: number): Promise<{ stop: () => Promise<number> }> {
  const child = spawnIdle([fileURLToPath(import.meta.url), 'harvest', String(port)]);
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  await Promise.race([once(child.stdout, 'data'), ended]);
  return {
    stop: async () => {
      child.stdin.end();
      const [status] = await ended;
      const records = Number(told.split('\n').at(-2));
      if (status !== 0 || !(records > 0)) throw new Error(`the harvester ended with ${status}`);
      return records;
    },
  };
}

/**
 * Node with these arguments, at the lowest priority. A merely nice process keeps the processor for some milliseconds when
 * another wakes: on two cores even a harvest of another server slowed registrations by a quarter. Linux has a policy below.
 */
function spawnIdle(script: string[]): ChildProcessByStdio<Writable, Readable, null> {
  const stdio = ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'];
  if (process.platform === 'linux') return spawn('chrt', ['-i', '0', process.execPath, ...script], { stdio });
  const child = spawn(process.execPath, script, { stdio });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return child;
}

/** The harvester: says that it begins, harvests the feed over and over until its input ends, and prints the records taken. */
async function harvestUntilTold(port: number): Promise<void> {
  const told = new AbortController();
  process.stdin.resume().once('end', () => {
    told.abort();
  });
  let records = 0;
  console.log('begun');
  while (!told.signal.aborted) {
    const lists = ['verb=ListRecords&metadataPrefix=oai_dc'];
    records += (await harvest({ port, lists, maxPages: 40 })).records;
  }
  console.log(records);
}

/** Registers at an even pace for a turn; answers milliseconds from the moment that each was due. */
async function registrations(api: Registry): Promise<number[]> {
  const begunAt = performance.now();
  const due = Array.from({ length: perSecond * turnSeconds }, (_, n) => begunAt + (n * 1000) / perSecond);
  return Promise.all(
    due.map(async (dueAt) => {
      await delay(dueAt - performance.now());
      await api.register();
      return performance.now() - dueAt;
    }),
  );
}

/** As much of the REST API as a registration needs. */
class Registry {
  private serviceId = '';
  private spaceId = '';

  constructor(private readonly port: number) {}

  async open(): Promise<void> {
    const services = await this.call('GET', '/handle_services');
    this.serviceId = ((await services.json()) as { handle_services: string[] }).handle_services[0] ?? '';
    this.spaceId = createdId(await this.call('POST', '/user/spaces', { name: 'Bench space' }));
  }

  /** A share with a handle that is registered and in the feed. @throws Error for any other answer */
  async register(): Promise<void> {
    const shareId = createdId(
      await this.call('POST', `/spaces/${this.spaceId}/shares`, {
        name: 'Bench share',
        targetUrl: 'https://data.example.org/1',
      }),
    );
    const answer = await this.call('POST', '/user/handles', {
      handleServiceId: this.serviceId,
      resourceType: 'Share',
      resourceId: shareId,
      metadataSchema: 'oai_dc',
      metadata: '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Bench</dc:title></metadata>',
    });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }

  private call(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}/api/v3/onezone${path}`, {
      method,
      headers: { 'x-auth-token': 'bench-administrator-token', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}

const createdId = (answer: Response) =>
  new URL(answer.headers.get('location') ?? '').pathname.split('/').at(-1) ?? '';

const at = (times: number[], share: number) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;

function described(name: string, times: number[]) {
  const ms = (share: number) => Math.round(at(times, share) * 10) / 10;
  return { name, registrations: times.length, 'p50 ms': ms(0.5), 'p95 ms': ms(0.95), 'p99 ms': ms(0.99) };
}

if (process.argv[2] === 'serve')
  await serve((application) => fillFeed(application, items).then((fill) => ({ ...fill })), {
    status: 200,
    headers: {},
    body: '',
  });
else if (process.argv[2] === 'harvest') await harvestUntilTold(Number(process.argv[3]));
else await measure();
