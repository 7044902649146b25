import { type Database, sql } from '../../src/platform/database/database.js';
import { foldPid } from '../../src/pid/pid.js';
import { toInstant } from '../../src/platform/clock.js';

/** A row of the ledger as tests look at it. */
export interface LedgerRow {
  id: string;
  pid: string;
  state: string;
  desired_revision: number;
  applied_revision: number;
  registered_at: string | null;
  ever_sent: boolean | number;
  attempts: number;
  fence: number;
  next_attempt_at: string;
  lease_until: string | null;
  last_outcome: string | null;
}

/** Writes a handle service straight into the database. */
export async function insertService(
  database: Database,
  service: { id: string; driver?: string; prefix?: string; properties?: object; proxyEndpoint?: string },
): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z';
  await database.write((tx) =>
    tx.execute(sql`
      INSERT INTO handle_services (id, name, proxy_endpoint, driver, prefix, properties, paused, consecutive_failures,
        created_at, updated_at)
      VALUES (${service.id}, ${service.id}, ${service.proxyEndpoint ?? null}, ${service.driver ?? 'local'},
        ${service.prefix ?? '21.T1'}, ${JSON.stringify({ type: 'Local', prefix: '21.T1', ...service.properties })},
        ${false}, 0, ${at}, ${at})`),
  );
}

/** Writes a pending handle straight into the ledger, due at `due`. */
export async function insertPending(
  database: Database,
  handle: { id: string; serviceId: string; pid?: string; due?: Date; metadata?: string },
): Promise<void> {
  const pid = handle.pid ?? `21.T1/${handle.id}`;
  const at = toInstant(handle.due ?? new Date(0));
  await database.write((tx) =>
    tx.execute(sql`
      INSERT INTO handles (id, service_id, pid, pid_folded, public_handle, share_id, metadata_schema, metadata, summary,
        landing_url, state, desired_revision, applied_revision, published_revision, ever_sent, attempts,
        next_attempt_at, fence, created_at, updated_at)
      VALUES (${handle.id}, ${handle.serviceId}, ${pid}, ${foldPid(pid)}, ${pid}, ${`share-${handle.id}`}, 'oai_dc',
        ${handle.metadata ?? '<metadata/>'}, '{}', ${`https://waymark.test/share/${handle.id}`}, 'pending', 1, 0, 0,
        ${false}, 0, ${at}, 0, ${at}, ${at})`),
  );
}

/** The ledger row of a handle. */
export async function ledgerRow(database: Database, id: string): Promise<LedgerRow> {
  const row = await database.read((reader) =>
    reader.first<LedgerRow>(sql`SELECT * FROM handles WHERE id = ${id}`),
  );
  if (row === undefined) throw new Error(`no handle ${id}`);
  return row;
}
