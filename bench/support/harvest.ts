import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What harvesting saw. */
export interface HarvestResult {
  records: number;
  pages: number;
  /** Bytes received. */
  bytes: number;
  seconds: number;
  /** Milliseconds of each page from request to last byte, in the order of one harvester's list. */
  pageMs: number[];
  /** The requests that go on with the lists that are not at their end. */
  rest: string[];
}

/** What to harvest. */
export interface HarvestOptions {
  port: number;
  /** First request of each harvester: `verb=ListRecords&metadataPrefix=oai_dc`; all work at the same time. */
  lists: readonly string[];
  /** Stops after so many pages of each; undefined: to the end. */
  maxPages?: number;
  gzip?: boolean;
}

/** Harvests over keep-alive connections with the least work on this side: bytes are counted, tokens cut out. */
export async function harvest(options: HarvestOptions): Promise<HarvestResult> {
  const begunAt = performance.now();
  const results = await Promise.all(options.lists.map((query) => harvestList(query, options)));
  const sum = (pick: (one: ListResult) => number) => results.reduce((total, one) => total + pick(one), 0);
  return {
    records: sum(({ records }) => records),
    pages: sum(({ pageMs }) => pageMs.length),
    bytes: sum(({ bytes }) => bytes),
    seconds: (performance.now() - begunAt) / 1000,
    pageMs: results[0]?.pageMs ?? [],
    rest: results.flatMap(({ next }) => next ?? []),
  };
}

interface ListResult {
  records: number;
  bytes: number;
  pageMs: number[];
  next: string | undefined;
}

async function harvestList(
  query: string,
  { port, maxPages = Infinity, gzip = false }: HarvestOptions,
): Promise<ListResult> {
  const verb = /verb=(\w+)/.exec(query)?.[1] ?? '';
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const result: ListResult = { records: 0, bytes: 0, pageMs: [], next: query };
  while (result.next !== undefined && result.pageMs.length < maxPages) {
    const begunAt = performance.now();
    const received = await ask(socket, result.next, gzip);
    result.pageMs.push(performance.now() - begunAt);
    result.bytes += received.reduce((total, { length }) => total + length, 0);
    const chunks = gzip ? [gunzipSync(Buffer.concat(received), { chunkSize: unzippedBytes })] : received;
    const [, cursor = '0', token = ''] = tokenPattern.exec(lastOf(chunks, 1500)) ?? [];
    result.next = token === '' ? undefined : `verb=${verb}&resumptionToken=${token}`;
    // Records are counted on the last page alone: this side does as little as it can.
    if (result.pageMs.length === 1) result.records -= Number(cursor);
    const isLast = result.next === undefined || result.pageMs.length >= maxPages;
    if (isLast) result.records += Number(cursor) + occurrences(Buffer.concat(chunks), '<header');
  }
  socket.destroy();
  return result;
}

/** In smaller steps, unpacking a page would take twice as long. */
const unzippedBytes = 1024 * 1024;

/** Cursor and text of a page's token. */
const tokenPattern =
  /<resumptionToken(?: expirationDate="[^"]*")? completeListSize="\d+" cursor="(\d+)">([^<]*)</;

/** The text's last bytes, at least so many; the rest is left where it is. */
function lastOf(chunks: readonly Buffer[], bytes: number): string {
  let first = chunks.length;
  for (let missing = bytes; first > 0 && missing > 0;) missing -= chunks[--first]?.length ?? 0;
  return Buffer.concat(chunks.slice(first)).subarray(-bytes).toString();
}

function occurrences(text: Buffer, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
  return count;
}

/** One request; the answer's body as sent, in the pieces that came. */
function ask(socket: Socket, query: string, gzip: boolean): Promise<Buffer[]> {
  const encoding = gzip ? 'accept-encoding: gzip\r\n' : '';
  socket.write(`GET /oai_pmh?${query} HTTP/1.1\r\nhost: bench\r\n${encoding}\r\n`);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let missing = -1;
    const onData = (chunk: Buffer) => {
      let body = chunk;
      if (missing < 0) {
        const end = chunk.indexOf('\r\n\r\n');
        const head = chunk.toString('latin1', 0, end);
        missing = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? NaN);
        if (!head.includes(' 200 ') || Number.isNaN(missing)) {
          reject(new Error(head));
          return;
        }
        body = chunk.subarray(end + 4);
      }
      chunks.push(body);
      missing -= body.length;
      if (missing > 0) return;
      socket.off('data', onData);
      resolve(chunks);
    };
    socket.on('data', onData);
  });
}
