import { type Database, join, sql } from '../../src/platform/database/database.js';
import { foldPid } from '../../src/pid/pid.js';

const rowsAtOnce = 500;

/** Puts records as pyhandle makes them (HS_ADMIN, URL, CHECKSUM) straight into the store: `{prefix}/rec-{n}`. */
export async function insertHandleRecords(
  database: Database,
  prefix: string,
  count: number,
  now: string,
): Promise<void> {
  for (let from = 0; from < count; from += rowsAtOnce) {
    const numbers = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, n) => from + n);
    await insertPage(database, prefix, numbers, now);
  }
}

async function insertPage(database: Database, prefix: string, numbers: readonly number[], now: string) {
  const admin = JSON.stringify({ handle: `0.NA/${prefix}`, index: 200, permissions: '011111110011' });
  const named = numbers.map((n) => ({
    n,
    name: `${prefix}/rec-${n}`,
    folded: foldPid(`${prefix}/rec-${n}`),
  }));
  const value = (folded: string, index: number, type: string, format: string, data: string) =>
    sql`(${folded}, ${index}, ${type}, ${foldPid(type)}, ${format}, ${data}, 0, 86400, '1110', ${now}, '[]', ${index},
      ${false})`;
  await database.write(async (tx) => {
    await tx.execute(sql`
      INSERT INTO handle_records (name_folded, name, prefix_folded, owner_handle_id, version, created_at, updated_at)
      VALUES ${join(named.map(({ name, folded }) => sql`(${folded}, ${name}, ${foldPid(prefix)}, ${null}, 1, ${now}, ${now})`))}`);
    const rows = named.flatMap(({ n, folded }) => [
      value(folded, 100, 'HS_ADMIN', 'admin', admin),
      value(folded, 1, 'URL', 'string', `https://data.example.org/objects/${n}`),
      value(folded, 2, 'CHECKSUM', 'string', `sha256:${String(n * 2654435761).padStart(24, '0')}`),
    ]);
    await tx.execute(sql`
      INSERT INTO handle_values (name_folded, idx, type, type_folded, format, data, ttl_type, ttl, permissions,
        timestamp, refs, position, owned)
      VALUES ${join(rows)}`);
  });
}
