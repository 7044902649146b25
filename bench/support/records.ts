import type { Application } from '../../src/application.js';
import { Database, join, sql, type Tx } from '../../src/platform/database/database.js';

/** One ledger row to put in. */
export interface BenchRecord {
  id: string;
  pid: string;
  shareId: string;
  summary: string;
  metadata: string;
}

const rowsAtOnce = 500;
const registeredAt = '2026-01-01T00:00:00.000Z';

/** Puts shares in for the records, each with one file, so that their pages have everything. */
export async function insertShares(application: Application, records: readonly BenchRecord[]): Promise<void> {
  const database = application.nest.get(Database);
  const files = JSON.stringify([
    { name: 'data.csv', url: 'https://data.example.org/data.csv', size: 123_456, mediaType: 'text/csv' },
  ]);
  await database.write((tx) =>
    tx.execute(sql`INSERT INTO spaces (id, name, created_at) VALUES ('bench', 'Bench', ${registeredAt})`),
  );
  for (let from = 0; from < records.length; from += rowsAtOnce) {
    const rows = records.slice(from, from + rowsAtOnce).map(
      ({ shareId }) => sql`(${shareId}, 'bench', 'Bench', 'What was measured, and **how**.',
        'https://data.example.org/', ${files}, ${shareId}, 'dir', ${registeredAt}, ${registeredAt})`,
    );
    await database.write((tx) =>
      tx.execute(sql`
        INSERT INTO shares (id, space_id, name, description, target_url, files, root_file_id, file_type, created_at, updated_at)
        VALUES ${join(rows)}`),
    );
  }
}

/** Puts registered handles straight into the ledger: the benches measure reading. */
export async function insertHandles(
  application: Application,
  records: readonly BenchRecord[],
): Promise<void> {
  const database = application.nest.get(Database);
  const service = await database.read((reader) =>
    reader.first<{ id: string }>(sql`SELECT id FROM handle_services`),
  );
  if (service === undefined) throw new Error('the first start made no handle service');
  for (let from = 0; from < records.length; from += rowsAtOnce) {
    await database.write((tx) =>
      insertPage(tx, service.id, records.slice(from, from + rowsAtOnce), application),
    );
  }
}

async function insertPage(tx: Tx, serviceId: string, page: readonly BenchRecord[], application: Application) {
  const publicUrl = await application.nest.getUrl().catch(() => 'http://127.0.0.1');
  const rows = page.map(
    ({ id, pid, shareId, summary, metadata }) => sql`(${id}, ${serviceId}, ${pid}, ${pid.toLowerCase()},
      ${`${publicUrl}/${pid}`}, ${shareId}, 'oai_dc', ${metadata}, ${summary}, ${`${publicUrl}/share/${shareId}`},
      'registered', 1, 1, 1, ${registeredAt}, ${true}, 0, ${registeredAt}, 1, ${registeredAt}, ${registeredAt})`,
  );
  await tx.execute(sql`
    INSERT INTO handles (id, service_id, pid, pid_folded, public_handle, share_id, metadata_schema, metadata, summary,
      landing_url, state, desired_revision, applied_revision, published_revision, registered_at, ever_sent, attempts,
      next_attempt_at, fence, created_at, updated_at)
    VALUES ${join(rows)}`);
}
