import pg from 'pg';
import type { Sent } from './figures.js';

const prefix = 'oai_dc';
const records = `SELECT b.record, r.seq FROM oai_records r JOIN oai_record_bodies b ON b.seq = r.seq
  WHERE r.prefix = $1 AND r.seq > $2 AND r.seq <= $3 ORDER BY r.seq`;

/** Ways to fetch the records of a page: which of them is the fastest depends on the server and its machine. */
export const bareForms = {
  'in one value': `SELECT string_agg(record, '') AS body FROM (${records}) p`,
  'a row for each record': `SELECT record AS body FROM (${records}) p`,
  'a row for fifty records': `SELECT string_agg(record, '' ORDER BY seq) AS body FROM (
    SELECT record, seq, (row_number() OVER (ORDER BY seq) - 1) / 50 AS part FROM (${records}) p) q
    GROUP BY part ORDER BY part`,
};

/**
 * Fetches the pages of a full harvest with nothing but the `pg` driver, by a prepared statement: the pages' bounds are known
 * before the clock starts, nothing is sent on.
 * @param clients connections, each of which fetches the whole feed
 */
export async function fetchBarePages(
  url: string,
  form: keyof typeof bareForms,
  pageRecords: number,
  clients: number,
): Promise<Sent> {
  const first = await connect(url);
  const bounds = await pageBounds(first, pageRecords);
  const more = Array.from({ length: clients - 1 }, () => connect(url));
  const connections = [first, ...(await Promise.all(more))];
  const begunAt = performance.now();
  const bytes = await Promise.all(connections.map((client) => fetchAll(client, bareForms[form], bounds)));
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

async function fetchAll(client: pg.Client, text: string, bounds: readonly number[]): Promise<number> {
  let bytes = 0;
  let after = 0;
  for (const upTo of bounds) {
    const rows = await fetchPage(client, { name: 'page', text, values: [prefix, after, upTo] });
    for (const { body } of rows) bytes += body.length;
    after = upTo;
  }
  return bytes;
}

/** By callback, as the driver is fastest. */
function fetchPage(client: pg.Client, page: pg.QueryConfig): Promise<{ body: string }[]> {
  return new Promise((resolve, reject) => {
    client.query<{ body: string }>(page, (error: Error | null, result) => {
      if (error === null) resolve(result.rows);
      else reject(error);
    });
  });
}
