import pg from 'pg';
import type { Sent } from './figures.js';

const prefix = 'oai_dc';
const page = {
  name: 'page',
  text: `SELECT string_agg(record, '') AS body FROM (
    SELECT b.record FROM oai_records r JOIN oai_record_bodies b ON b.seq = r.seq
    WHERE r.prefix = $1 AND r.seq > $2 AND r.seq <= $3 ORDER BY r.seq) p`,
};

/**
 * Fetches the pages of a full harvest with nothing but the `pg` driver: the pages' bounds are known before the clock
 * starts, nothing is sent on.
 * @param clients connections, each of which fetches the whole feed
 */
export async function fetchBarePages(url: string, pageRecords: number, clients: number): Promise<Sent> {
  const first = await connect(url);
  const bounds = await pageBounds(first, pageRecords);
  const more = Array.from({ length: clients - 1 }, () => connect(url));
  const connections = [first, ...(await Promise.all(more))];
  const begunAt = performance.now();
  const bytes = await Promise.all(connections.map((client) => fetchAll(client, bounds)));
  const seconds = (performance.now() - begunAt) / 1000;
  await Promise.all(connections.map((client) => client.end()));
  return {
    records: bounds.length * pageRecords * clients,
    bytes: bytes.reduce((total, one) => total + one, 0),
    seconds,
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}

/** Positions of the last records of all full pages. */
async function pageBounds(client: pg.Client, pageRecords: number): Promise<number[]> {
  const { rows } = await client.query<{ seq: number }>(
    'SELECT seq FROM oai_records WHERE prefix = $1 ORDER BY seq',
    [prefix],
  );
  return rows.filter((_row, at) => at % pageRecords === pageRecords - 1).map(({ seq }) => seq);
}

async function fetchAll(client: pg.Client, bounds: readonly number[]): Promise<number> {
  let bytes = 0;
  let after = 0;
  for (const upTo of bounds) {
    const { rows } = await client.query<{ body: string }>({ ...page, values: [prefix, after, upTo] });
    bytes += rows[0]?.body.length ?? 0;
    after = upTo;
  }
  return bytes;
}
