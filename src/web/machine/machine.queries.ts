import { type Reader, sql } from '../../platform/database/database.js';

/** A record as rendered for a metadataPrefix; undefined when its schema has no such form. Index: pk_disseminations */
export async function disseminatedPayload(
  reader: Reader,
  handleId: string,
  prefix: string,
): Promise<string | undefined> {
  const row = await reader.first<{ payload: string }>(
    sql`SELECT payload FROM disseminations WHERE handle_id = ${handleId} AND prefix = ${prefix}`,
  );
  return row?.payload;
}

/** The stored XML of a record, live or withdrawn. Index: pk_handles */
export async function storedMetadata(reader: Reader, handleId: string): Promise<string | undefined> {
  const row = await reader.first<{ metadata: string }>(
    sql`SELECT metadata FROM handles WHERE id = ${handleId}`,
  );
  return row?.metadata;
}
