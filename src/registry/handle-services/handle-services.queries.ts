import { z } from 'zod';
import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { rowLock } from '../../platform/database/locks.js';
import { RegistryError } from '../../platform/errors.js';
import { withinPage, type Page } from '../../platform/paging.js';

/** A handle service's row. Its credentials are sealed. */
export interface ServiceRow {
  id: string;
  name: string;
  proxy_endpoint: string | null;
  driver: string;
  prefix: string;
  properties: string;
  sealed_credentials: string | null;
  /** New credentials on trial beside the ones in use. */
  next_credentials: string | null;
  paused: boolean;
  breaker_open_until: string | null;
  created_at: string;
  updated_at: string;
  creator_id: string | null;
}

const storedProperties = z.record(z.string(), z.unknown());

const columns = sql`id, name, proxy_endpoint, driver, prefix, properties, sealed_credentials, next_credentials, paused, breaker_open_until, created_at, updated_at, creator_id`;

/** A live handle service, or undefined. Index: pk_handle_services */
function findService(reader: Reader, id: string): Promise<ServiceRow | undefined> {
  return reader.first<ServiceRow>(
    sql`SELECT ${columns} FROM handle_services WHERE id = ${id} AND deleted_at IS NULL`,
  );
}

/** A live handle service. @throws RegistryError notFound */
export async function requireService(reader: Reader, id: string): Promise<ServiceRow> {
  const row = await findService(reader, id);
  if (row === undefined) throw new RegistryError('notFound');
  return row;
}

/**
 * Keeps a live handle service until the transaction ends: as it is, or only from deletion.
 * @returns false when there is no such service
 */
export async function lockService(tx: Tx, id: string, strength: 'change' | 'keep'): Promise<boolean> {
  const row = await tx.first(
    sql`SELECT id FROM handle_services WHERE id = ${id} AND deleted_at IS NULL ${rowLock(tx, strength)}`,
  );
  return row !== undefined;
}

/** Ids of all live handle services, sorted. */
export async function liveServiceIds(reader: Reader, page: Page): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(
    sql`SELECT id FROM handle_services WHERE deleted_at IS NULL ${withinPage(sql`id`, page, 'AND')}`,
  );
  return rows.map(({ id }) => id);
}

/** serviceProperties as stored, without credentials. */
export const serviceProperties = (row: Pick<ServiceRow, 'properties'>): Record<string, unknown> =>
  storedProperties.parse(JSON.parse(row.properties));
