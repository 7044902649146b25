import { connect, type Socket } from 'node:net';

/** What a load run saw. Times in milliseconds. */
export interface LoadResult {
  requestsPerSecond: number;
  /** Time from the request's last byte to the answer's first byte. */
  p50: number;
  p95: number;
  p99: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  /** Mean size of an answer, headers included, in bytes. */
  meanBytes: number;
}

/** What to ask for. */
export interface LoadOptions {
  host: string;
  port: number;
  connections: number;
  seconds: number;
  /** Path of the nth request. */
  path: (n: number) => string;
  headers?: Record<string, string>;
}

interface Tally {
  times: number[];
  statuses: Record<string, number>;
  bytes: number;
}

/**
 * Asks over keep-alive connections, one request at a time on each. Plain sockets and the least parsing, so that the
 * server is the slower side and the figures are its own.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const tally: Tally = { times: [], statuses: {}, bytes: 0 };
  let sent = 0;
  const endsAt = performance.now() + options.seconds * 1000;
  const next = () => (performance.now() < endsAt ? sent++ : undefined);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: options.connections }, () => converse(options, next, tally)));
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = tally.times.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    requestsPerSecond: sorted.length / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    statuses: tally.statuses,
    meanBytes: tally.bytes / Math.max(1, sorted.length),
  };
}

function converse(options: LoadOptions, next: () => number | undefined, tally: Tally): Promise<void> {
  const { host, port, path, headers = {} } = options;
  const tail = Object.entries({ host: `${host}:${port}`, ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const reader = new AnswerReader();
    let sentAt = 0;
    const ask = () => {
      const n = next();
      if (n === undefined) {
        socket.end();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(`GET ${path(n)} HTTP/1.1\r\n${tail}\r\n`);
    };
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      if (reader.isEmpty) tally.times.push(performance.now() - sentAt);
      const answer = reader.push(chunk, socket);
      if (answer === undefined) return;
      tally.statuses[answer.status] = (tally.statuses[answer.status] ?? 0) + 1;
      tally.bytes += answer.bytes;
      ask();
    });
  });
}

/** Collects one answer: a head, and as many bytes as its Content-Length says. */
class AnswerReader {
  private head = '';
  private missing = -1;
  private bytes = 0;

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  push(chunk: Buffer, socket: Socket): { status: string; bytes: number } | undefined {
    this.bytes += chunk.length;
    if (this.missing < 0) {
      this.head += chunk.toString('latin1');
      const end = this.head.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      const length = /\r\ncontent-length: (\d+)/i.exec(this.head)?.[1];
      if (length === undefined) {
        socket.destroy(new Error(`an answer without Content-Length: ${this.head.slice(0, end)}`));
        return undefined;
      }
      this.missing = end + 4 + Number(length) - this.head.length;
    } else this.missing -= chunk.length;
    if (this.missing > 0) return undefined;
    const answer = { status: this.head.slice(9, 12), bytes: this.bytes };
    this.head = '';
    this.missing = -1;
    this.bytes = 0;
    return answer;
  }
}
