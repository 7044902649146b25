import { type Reader, sql } from '../../platform/database/database.js';

/** What is known of a name: the ledger's handle, or the public values of a handle record, or only whether its prefix is ours. */
export interface NameRow {
  handle_id: string | null;
  landing_url: string | null;
  registered_at: string | null;
  deleted_at: string | null;
  /** Name of the handle record as registered; null when there is none or the ledger has the name. */
  record_name: string | null;
  idx: number | null;
  type: string;
  format: string;
  data: string;
  ttl_type: number;
  ttl: number;
  timestamp: string;
  /** True (or 1) when a handle service or the embedded handle server has the prefix; null when the name is known. */
  homed: boolean | number | null;
}

/**
 * Everything the resolver needs, in one statement: ledger first, then the record store, one row for each public value
 * in the order of their indexes; always at least one row. Indexes: uq_handles_pid, pk_handle_records,
 * pk_handle_values, ix_handle_records_prefix.
 */
export function rowsOfName(reader: Reader, nameFolded: string, prefixFolded: string): Promise<NameRow[]> {
  return reader.rows<NameRow>(sql`
    SELECT h.id AS handle_id, h.landing_url, h.registered_at, h.deleted_at,
      r.name AS record_name, v.idx, v.type, v.format, v.data, v.ttl_type, v.ttl, v.timestamp,
      CASE WHEN h.id IS NULL AND r.name IS NULL THEN
        EXISTS (SELECT 1 FROM handle_services s WHERE lower(s.prefix) = ${prefixFolded} AND s.deleted_at IS NULL)
        OR EXISTS (SELECT 1 FROM handle_records p WHERE p.prefix_folded = ${prefixFolded})
      END AS homed
    FROM (SELECT 1 AS one) o
    LEFT JOIN handles h ON h.pid_folded = ${nameFolded}
    LEFT JOIN handle_records r ON h.id IS NULL AND r.name_folded = ${nameFolded}
    LEFT JOIN handle_values v ON v.name_folded = r.name_folded AND v.permissions LIKE '__1_'
    ORDER BY v.idx`);
}
