import { type Reader, sql } from '../../platform/database/database.js';
import { fixedStatement } from '../../platform/database/fixed-statement.js';

/** What is known of a name: the ledger's handle, or a public value of a handle record (or the record alone, when it has none). */
export interface NameRow {
  handle_id: string | null;
  landing_url: string | null;
  registered_at: string | null;
  deleted_at: string | null;
  /** Folded name of the handle record; null in the ledger's row. */
  record_name: string | null;
  idx: number | null;
  type: string | null;
  format: string | null;
  data: string | null;
  ttl_type: number | null;
  ttl: number | null;
  timestamp: string | null;
}

const valueColumns = sql`v.name_folded AS record_name, v.idx, v.type, v.format, v.data, v.ttl_type, v.ttl, v.timestamp`;
const publicValues = (nameFolded: string) =>
  sql`FROM handle_values v WHERE v.name_folded = ${nameFolded} AND v.permissions LIKE '__1_'`;

/** What may lead to another place: an alias, locations to choose from, a URL. */
const leadingTypes = sql`(v.type_folded = 'url' OR v.type_folded = 'hs_alias' OR v.type_folded = '10320/loc'
  OR substr(v.type_folded, 1, 4) = 'url.')`;

const leadStatement = fixedStatement(
  (nameFolded: string) => sql`
    SELECT h.id AS handle_id, h.landing_url, h.registered_at, h.deleted_at, NULL AS record_name,
      NULL AS idx, NULL AS type, NULL AS format, NULL AS data, NULL AS ttl_type, NULL AS ttl, NULL AS timestamp
    FROM handles h WHERE h.pid_folded = ${nameFolded}
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, ${valueColumns} ${publicValues(nameFolded)}
      AND ${leadingTypes} AND NOT EXISTS (SELECT 1 FROM handles l WHERE l.pid_folded = ${nameFolded})`,
);

/**
 * Where a name may lead: one row when the ledger has it, else one for each public value of the handle record that may lead
 * to another place. None says nothing: there may be a record that leads nowhere. Indexes: uq_handles_pid, pk_handle_values.
 */
export function leadsOfName(reader: Reader, nameFolded: string): Promise<NameRow[]> {
  return reader.rows<NameRow>(leadStatement(nameFolded));
}

/**
 * The public values of a handle record, whether or not the ledger has the name, or one row for the record alone when it has
 * none; in one snapshot. Indexes: pk_handle_values, pk_handle_records.
 */
export function valueRowsOf(reader: Reader, nameFolded: string): Promise<NameRow[]> {
  return reader.rows<NameRow>(sql`
    SELECT NULL AS handle_id, NULL AS landing_url, NULL AS registered_at, NULL AS deleted_at, ${valueColumns}
    ${publicValues(nameFolded)}
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, r.name_folded, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM (SELECT 1 AS one WHERE NOT EXISTS (SELECT 1 ${publicValues(nameFolded)})) empty CROSS JOIN handle_records r
    WHERE r.name_folded = ${nameFolded}`);
}

/**
 * True when a handle service or the embedded handle server has the prefix, so that a name in it that we do not know
 * does not exist. Index: ix_handle_records_prefix.
 */
export async function isHomedPrefix(reader: Reader, prefixFolded: string): Promise<boolean> {
  const row = await reader.first<{ homed: number }>(sql`
    SELECT 1 AS homed WHERE
      EXISTS (SELECT 1 FROM handle_services s WHERE lower(s.prefix) = ${prefixFolded} AND s.deleted_at IS NULL)
      OR EXISTS (SELECT 1 FROM handle_records r WHERE r.prefix_folded = ${prefixFolded})`);
  return row !== undefined;
}
