import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { PidDriverError } from '../../src/pid/driver.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';

/** Counts connections; nothing of a guarded caller may reach it. */
class Canary {
  connections = 0;
  private readonly servers: Server[] = [];
  port = 0;

  async open(): Promise<void> {
    for (const host of ['127.0.0.1', '::1']) {
      const server = createServer((_, response) => response.end('{}'));
      server.on('connection', () => this.connections++);
      await new Promise<void>((resolve) => server.listen(this.port, host, resolve));
      this.port = (server.address() as AddressInfo).port;
      this.servers.push(server);
    }
  }

  close(): void {
    for (const server of this.servers) server.close();
  }
}

/** Names of the test's own DNS: what they resolve to, and what they resolve to when asked again. */
const names: Record<string, string[][]> = {
  'private.example': [['127.0.0.1']],
  'mixed.example': [['93.184.215.14', '127.0.0.1']],
  'six.example': [['::1']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'nat64.example': [['64:ff9b::7f00:1']],
  'link.example': [['169.254.169.254']],
  'ula.example': [['fd00::1']],
  'zone.example': [['fe80::1%eth0']],
  'cgnat.example': [['100.64.0.1']],
  'rebinding.example': [['127.0.0.1'], ['93.184.215.14']],
  'teredo.example': [['2001:0:7f00:1::']],
  'sixtofour.example': [['2002:7f00:1::']],
};
const asked = new Map<string, number>();
const lookup: LookupFunction = (host, options, done) => {
  const times = asked.get(host) ?? 0;
  asked.set(host, times + 1);
  const answers = names[host] ?? [['127.0.0.1']];
  const found = answers[Math.min(times, answers.length - 1)]!.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  if (options.all === true) done(null, found);
  else done(null, found[0]!.address, found[0]!.family);
};

const hosts = [
  '127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '127.255.255.254',
  '①②⑦.⓪.⓪.①', '１２７.0.0.1', '0', '0.0.0.0', '0x0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]', '[64:ff9b::7f00:1]', '[64:ff9b::127.0.0.1]', '[64:ff9b:1::1]', '[2002:7f00:1::]',
  '[2001:0:7f00:1::]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]', '[::127.0.0.1]',
  '[2001:db8::1]', '[100::1]', '[3fff::1]', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.254', '192.168.0.1',
  '192.168.1.1', '169.254.169.254', '169.254.0.1', '100.64.0.1', '100.127.255.254', '192.0.0.1', '192.0.2.1',
  '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '192.88.99.1', '224.0.0.1', '239.255.255.255',
  '240.0.0.1', '255.255.255.255', 'localhost', 'LOCALHOST', 'localhost.', 'LocalHost.', 'a.localhost', 'localtest.me',
  ...Object.keys(names),
]; // prettier-ignore

describe('outgoing calls', () => {
  const canary = new Canary();
  beforeAll(() => canary.open());
  afterAll(() => {
    canary.close();
  });
  const signal = new AbortController().signal;
  const caller = (allow: string[] = []) => new RemoteCaller({ allow, userAgent: 'test', lookup });

  async function classOf(url: string, allow: string[] = []): Promise<string> {
    const own = caller(allow);
    try {
      await own.call({ method: 'GET', url, signal });
      return 'answered';
    } catch (error) {
      if (error instanceof PidDriverError) return error.failure.class;
      throw error;
    } finally {
      await own.close();
    }
  }

  const hostile = hosts.flatMap((host) => [
    `https://${host}:{port}/handle`,
    ...(host.startsWith('[') ? [] : [`http://${host}:{port}/`]),
  ]);
  const odd = [
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:{port}/',
    'javascript:alert(1)',
    'data:text/plain,x',
    'https://user:password@example.org/',
    'https://example.org:22/',
    'https://example.org:25/',
    'http://example.org/',
    'https:\\\\127.0.0.1:{port}\\',
    'https:127.0.0.1:{port}',
    'https://127.0.0.1:{port}#@example.org',
    'https://example.org@127.0.0.1:{port}/',
    'not an address',
    '',
    '//127.0.0.1:{port}/',
  ];

  it(`never reach a private address: ${hostile.length + odd.length} hostile URLs`, async () => {
    const outcomes = new Map<string, string>();
    for (const url of [...hostile, ...odd]) {
      const real = url.replace('{port}', String(canary.port));
      outcomes.set(real, await classOf(real));
    }
    expect([...outcomes].filter(([, outcome]) => outcome !== 'config')).toEqual([]);
    expect(hostile.length + odd.length).toBeGreaterThanOrEqual(80);
    expect(canary.connections).toBe(0);
  });

  it('reach a private address that the operator lists (negative control)', async () => {
    const before = canary.connections;
    expect(await classOf(`http://127.0.0.1:${canary.port}/`, [`127.0.0.1:${canary.port}`])).toBe('answered');
    expect(await classOf(`http://listed.example:${canary.port}/`, [`listed.example:${canary.port}`])).toBe(
      'answered',
    );
    expect(canary.connections).toBe(before + 2);
  });

  it('do not take another port or spelling for the listed one', async () => {
    const before = canary.connections;
    expect(await classOf(`http://127.0.0.1:${canary.port}/`, ['127.0.0.1:1'])).toBe('config');
    expect(await classOf(`http://localhost:${canary.port}/`, [`127.0.0.1:${canary.port}`])).toBe('config');
    expect(canary.connections).toBe(before);
  });

  it('follow no redirect', async () => {
    const server = createServer((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${canary.port}/` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const before = canary.connections;
    const own = caller([`127.0.0.1:${port}`]);
    const answer = await own.call({ method: 'GET', url: `http://127.0.0.1:${port}/`, signal });
    expect([answer.status, canary.connections]).toEqual([302, before]);
    await own.close();
    server.close();
  });

  it('refuse bodies over 1 MB and compressed ones', async () => {
    const server = createServer((incoming, response) => {
      if (incoming.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
      else response.end(Buffer.alloc(2 * 1024 * 1024));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const allow = [`127.0.0.1:${port}`];
    expect(await classOf(`http://127.0.0.1:${port}/large`, allow)).toBe('unknown');
    expect(await classOf(`http://127.0.0.1:${port}/gzip`, allow)).toBe('unknown');
    server.closeAllConnections();
    server.close();
  });

  it('call nothing that refuses connections lost, only late', async () => {
    expect(await classOf('http://127.0.0.1:1/', ['127.0.0.1:1'])).toBe('transient');
  });
});
